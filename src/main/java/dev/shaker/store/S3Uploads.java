package dev.shaker.store;

import java.util.List;
import java.util.Map;

import io.minio.AbortMultipartUploadArgs;
import io.minio.CompleteMultipartUploadArgs;
import io.minio.CreateMultipartUploadArgs;
import io.minio.Http;
import io.minio.MinioAsyncClient;
import io.minio.PutObjectAPIArgs;
import io.minio.UploadPartArgs;
import io.minio.messages.Part;
import org.jboss.logging.Logger;

import dev.shaker.error.ShakerException;

/** The calls that write one object. */
final class S3Uploads {
    private static final Logger LOG = Logger.getLogger(S3Uploads.class);
    private static final String METADATA = "x-amz-meta-";

    private final MinioAsyncClient client;
    private final S3Calls calls;
    private final S3Location location;
    private final Http.Headers headers;

    S3Uploads(MinioAsyncClient client, S3Calls calls, S3Location location, Map<String, String> metadata) {
        this.client = client;
        this.calls = calls;
        this.location = location;
        this.headers = new Http.Headers();
        headers.set("Content-Type", "application/octet-stream");
        metadata.forEach((key, value) -> headers.set(METADATA + key, value));
    }

    void put(byte[] bytes, int length) {
        calls.await(location, () -> client.putObject(PutObjectAPIArgs.builder().bucket(location.bucket())
                .object(location.key()).headers(headers).data(bytes, length).build()));
    }

    String begin() {
        return calls.await(location, () -> client.createMultipartUpload(CreateMultipartUploadArgs.builder()
                .bucket(location.bucket()).object(location.key()).headers(headers).build())).result().uploadId();
    }

    Part part(String uploadId, int number, byte[] bytes, int length) {
        return calls.await(location,
                () -> client.uploadPart(UploadPartArgs.builder().bucket(location.bucket()).object(location.key())
                        .uploadId(uploadId).partNumber(number).data(bytes, length).build()))
                .part();
    }

    void complete(String uploadId, List<Part> parts) {
        calls.await(location,
                () -> client.completeMultipartUpload(CompleteMultipartUploadArgs.builder().bucket(location.bucket())
                        .object(location.key()).uploadId(uploadId).parts(parts.toArray(new Part[0])).build()));
    }

    /** Gives up an upload. That fails where the store is away: its parts are then the store's life-cycle rule to clear. */
    void abort(String uploadId) {
        try {
            calls.await(location, () -> client.abortMultipartUpload(AbortMultipartUploadArgs.builder()
                    .bucket(location.bucket()).object(location.key()).uploadId(uploadId).build()));
        } catch (ShakerException e) {
            LOG.warnf("upload %s of %s could not be aborted: %s", uploadId, location, e.getMessage());
        }
    }
}
