package dev.shaker.store;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.minio.BucketExistsArgs;
import io.minio.GetObjectArgs;
import io.minio.Http;
import io.minio.ListObjectsArgs;
import io.minio.MinioAsyncClient;
import io.minio.RemoveObjectArgs;
import io.minio.Result;
import io.minio.StatObjectArgs;
import io.minio.StatObjectResponse;
import io.minio.errors.MinioException;
import io.minio.messages.Item;
import org.jspecify.annotations.Nullable;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/** Objects through the MinIO client. */
public final class S3ObjectStore implements ObjectStore {
    private final MinioAsyncClient client;
    private final String bucket;
    private final int partSize;
    private final S3Calls calls;

    /** @param partSize bytes of one part of a large object, at least 5 MiB where the store is strict */
    public S3ObjectStore(MinioAsyncClient client, String bucket, int partSize) {
        this.client = client;
        this.bucket = bucket;
        this.partSize = partSize;
        this.calls = new S3Calls(bucket);
    }

    @Override
    public String bucket() {
        return bucket;
    }

    @Override
    public List<StoredObject> list(S3Location prefix) {
        List<StoredObject> found = new ArrayList<>();
        try {
            for (Result<Item> result : client.listObjects(ListObjectsArgs.builder().bucket(prefix.bucket())
                    .prefix(prefix.key()).recursive(true).build())) {
                Item item = result.get();
                // Some stores show a directory as an empty object of its own.
                if (!item.isDir() && !item.objectName().endsWith("/")) {
                    S3Location location = new S3Location(prefix.bucket(), item.objectName());
                    found.add(new StoredObject(location, item.size(), bare(location, item.etag()), Map.of()));
                }
            }
        } catch (MinioException | RuntimeException e) {
            throw S3Errors.translate(e, prefix, bucket);
        }
        found.sort(Comparator.comparing(object -> object.location().key()));
        return found;
    }

    @Override
    public StoredObject stat(S3Location location) {
        StatObjectResponse found = calls.await(location, () -> client
                .statObject(StatObjectArgs.builder().bucket(location.bucket()).object(location.key()).build()));
        return new StoredObject(location, found.size(), bare(location, found.etag()), metadata(found.userMetadata()));
    }

    @Override
    public InputStream open(StoredObject object, long offset, long length) {
        if (length == 0) {
            return InputStream.nullInputStream();
        }
        S3Location location = object.location();
        return calls.await(location, () -> client.getObject(GetObjectArgs.builder().bucket(location.bucket())
                .object(location.key()).offset(offset).length(length).matchETag(object.tag()).build()));
    }

    @Override
    public ObjectWriter write(S3Location location, Map<String, String> metadata) {
        return new S3ObjectWriter(new S3Uploads(client, calls, location, metadata), location, partSize);
    }

    @Override
    public void remove(S3Location location) {
        calls.await(location, () -> client
                .removeObject(RemoveObjectArgs.builder().bucket(location.bucket()).object(location.key()).build()));
    }

    @Override
    public void ping() {
        S3Location own = new S3Location(bucket, "");
        boolean there = calls.await(own,
                () -> client.bucketExists(BucketExistsArgs.builder().bucket(bucket).build()));
        if (!there) {
            throw new ShakerException(ErrorCode.STORE_UNAVAILABLE, "the object store has no bucket '" + bucket
                    + "'; create it or set shaker.store.bucket to the one to use").with("bucket", bucket);
        }
    }

    /** Without an entity tag nothing tells an object from what it is overwritten with. */
    private static String bare(S3Location location, @Nullable String tag) {
        if (tag == null || tag.isBlank()) {
            throw S3Errors.unreadable(location, "it has no ETag", null);
        }
        return tag.replace("\"", "");
    }

    private static Map<String, String> metadata(Http.Headers headers) {
        Map<String, String> metadata = new HashMap<>();
        for (String name : headers.names()) {
            String key = name.toLowerCase(Locale.ROOT);
            String value = headers.getFirst(name);
            if (value != null) {
                metadata.put(key.startsWith("x-amz-meta-") ? key.substring("x-amz-meta-".length()) : key, value);
            }
        }
        return metadata;
    }
}
