package dev.shaker.store;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import io.minio.errors.MinioException;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/** Waits for calls of the client and translates how they fail. */
record S3Calls(String ownBucket) {
    /** A call of the client. */
    interface Call<T> {
        CompletableFuture<T> start() throws MinioException;
    }

    <T> T await(S3Location location, Call<T> call) {
        try {
            return call.start().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ShakerException(ErrorCode.STORE_UNAVAILABLE,
                    "interrupted while waiting for the object store: " + location, e).with("location", location);
        } catch (ExecutionException | MinioException | RuntimeException e) {
            throw S3Errors.translate(e, location, ownBucket);
        }
    }
}
