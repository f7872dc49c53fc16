package dev.shaker.store;

import java.util.Set;

import io.minio.errors.ErrorResponseException;
import io.minio.errors.ServerException;
import org.jspecify.annotations.Nullable;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/** Turns what the client throws into errors with codes: the one place that knows the store's own codes. */
final class S3Errors {
    private static final Set<String> MISSING = Set.of("NoSuchKey", "NoSuchBucket", "NoSuchObject", "NoSuchVersion",
            "ResourceNotFound");
    private static final Set<String> NAME = Set.of("InvalidBucketName", "InvalidURI", "KeyTooLongError",
            "XMinioInvalidObjectName", "PermanentRedirect");

    private S3Errors() {
    }

    /** @param ownBucket a refusal there is a matter of configuration that may be mended, elsewhere it is the location's fault */
    static ShakerException translate(Throwable failure, S3Location location, String ownBucket) {
        Throwable cause = failure;
        while (cause != null) {
            if (cause instanceof ShakerException known) {
                return known;
            }
            if (cause instanceof ErrorResponseException answered) {
                return answered(answered, location, ownBucket);
            }
            if (cause instanceof ServerException server) {
                return unavailable(location, "status " + server.statusCode(), failure);
            }
            cause = cause.getCause();
        }
        return unavailable(location, reason(failure), failure);
    }

    private static ShakerException answered(ErrorResponseException failure, S3Location location, String ownBucket) {
        @Nullable
        String code = failure.errorResponse().code();
        int status = failure.response().code();
        if (status == 412) {
            return new ShakerException(ErrorCode.OBJECT_CHANGED, location
                    + " was overwritten while it was read; publish it again under a prefix that is written once",
                    failure).with("location", location);
        }
        if (status == 404 || (code != null && MISSING.contains(code))) {
            return missing(location, failure);
        }
        if (code != null && NAME.contains(code)) {
            return new ShakerException(ErrorCode.LOCATION_INVALID, location + ": the store refuses the name: " + code,
                    failure).with("location", location);
        }
        if (status == 403 && "AccessDenied".equals(code) && !location.bucket().equals(ownBucket)) {
            return new ShakerException(ErrorCode.LOCATION_INVALID, location
                    + ": the store denies access; let Shaker's access key read the bucket or publish to another one",
                    failure).with("location", location);
        }
        return unavailable(location, code + ": " + failure.errorResponse().message(), failure);
    }

    static ShakerException missing(S3Location location, @Nullable Throwable cause) {
        return new ShakerException(ErrorCode.OBJECT_NOT_FOUND,
                "nothing is at " + location + " in the store; upload it first, or correct the location", cause)
                .with("location", location);
    }

    private static ShakerException unavailable(S3Location location, String why, Throwable cause) {
        return new ShakerException(ErrorCode.STORE_UNAVAILABLE,
                "the object store does not serve " + location + " (" + why
                        + "); check shaker.store.endpoint, the keys and the bucket",
                cause).with("location", location);
    }

    private static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null
                ? root.getClass().getSimpleName()
                : root.getClass().getSimpleName() + ": " + root.getMessage();
    }
}
