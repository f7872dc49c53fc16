package dev.shaker.store;

import java.io.IOException;
import java.util.Set;

import io.minio.errors.ErrorResponseException;
import io.minio.errors.MinioException;
import io.minio.errors.ServerException;
import org.jspecify.annotations.Nullable;

import dev.shaker.error.Causes;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/** Turns what the client throws into errors with codes: the one place that knows the store's own codes. */
final class S3Errors {
    private static final Set<String> MISSING = Set.of("NoSuchKey", "NoSuchBucket", "NoSuchObject", "NoSuchVersion",
            "ResourceNotFound");
    private static final Set<String> NAME = Set.of("InvalidBucketName", "InvalidURI", "KeyTooLongError",
            "XMinioInvalidObjectName");

    private static final Set<String> PASSING = Set.of("SlowDown", "RequestTimeout", "OperationAborted", "InternalError",
            "ServiceUnavailable", "Throttling", "ThrottlingException", "TooManyRequests", "RequestTimeTooSkewed",
            "KMS.ThrottlingException", "ConditionalRequestConflict");
    private static final Set<String> CREDENTIALS = Set.of("AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch",
            "ExpiredToken", "InvalidToken", "TokenRefreshRequired", "AccountProblem", "NotSignedUp",
            "XMinioServerNotInitialized");
    private static final Set<String> MOVED = Set.of("PermanentRedirect", "TemporaryRedirect",
            "AuthorizationHeaderMalformed", "Redirect");

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
            if (cause instanceof IllegalArgumentException) {
                return new ShakerException(ErrorCode.LOCATION_INVALID,
                        location + ": the client of the store refuses the name: "
                                + cause.getMessage() + "; give it as s3://bucket/prefix/",
                        failure).with("location", location);
            }
            if (cause instanceof IOException || cause instanceof MinioException) {
                return unavailable(location, Causes.innermost(failure), failure);
            }
            cause = cause.getCause();
        }
        return new ShakerException(ErrorCode.INTERNAL, "the client of the store failed at " + location + ": "
                + Causes.innermost(failure), failure).with("location", location);
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
        boolean own = location.bucket().equals(ownBucket);
        if (MOVED.contains(String.valueOf(code)) && !own) {
            return new ShakerException(ErrorCode.LOCATION_INVALID, location + ": the bucket is in another region ("
                    + code + "); publish to one of the region shaker.store.region", failure).with("location", location);
        }
        if (isLasting(status, String.valueOf(code), own)) {
            return unreadable(location, code + ": " + failure.errorResponse().message(), failure);
        }
        return unavailable(location, code + ": " + failure.errorResponse().message(), failure);
    }

    /**
     * Whether the same request would be refused again. Refusals of credentials, and all of a moved own bucket, are matters of
     * configuration: they end when it is mended, and then the same work goes on.
     */
    private static boolean isLasting(int status, String code, boolean own) {
        if (status >= 500 || status == 408 || status == 429 || PASSING.contains(code) || CREDENTIALS.contains(code)) {
            return false;
        }
        return status >= 400 && !(own && MOVED.contains(code));
    }

    /** An object that the store has and will not give out. */
    static ShakerException unreadable(S3Location location, String why, @Nullable Throwable cause) {
        return new ShakerException(ErrorCode.OBJECT_UNREADABLE, "the store will not serve " + location + " (" + why
                + "); restore the object or its key, or publish it again elsewhere", cause).with("location", location);
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
}
