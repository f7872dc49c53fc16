package dev.shaker.store;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import jakarta.validation.constraints.Pattern;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

import dev.shaker.runtime.Between;
import dev.shaker.runtime.HttpAddress;

/** Where the S3 store is and how it is used. MinIO, AWS S3 and every store that speaks S3 serve. */
@ConfigMapping(prefix = "shaker.store")
public interface StoreSettings {
    /** Address of the store, {@code http://minio:9000} or {@code https://s3.eu-central-1.amazonaws.com}. */
    @HttpAddress
    URI endpoint();

    /** Access key; without one the store is called anonymously. */
    Optional<String> accessKey();

    /** Secret key that belongs to the access key. */
    Optional<String> secretKey();

    /** The bucket that is Shaker's own: sign planes, mixtures and uploads are written there. It must exist. */
    @WithDefault("shaker")
    @Pattern(regexp = "[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", message = "3 to 63 of a-z, 0-9, '.' and '-'")
    String bucket();

    /** Region that requests are signed for. */
    @WithDefault("us-east-1")
    @Pattern(regexp = "[A-Za-z0-9-]{1,64}", message = "a name such as us-east-1")
    String region();

    /** Whether the bucket stands in the path of the address (MinIO and most others) and not in the host name. */
    @WithDefault("true")
    boolean pathStyle();

    /** How long to wait for a connection. */
    @WithDefault("5S")
    @Between(min = "100ms", max = "5M")
    Duration connectTimeout();

    /** How long a read or write of a connection may stand still. */
    @WithDefault("30S")
    @Between(min = "100ms", max = "1H")
    Duration idleTimeout();

    /** Bytes fetched at a time where less is asked for, so that a header and many small tensors are few requests. */
    @WithDefault("1M")
    @Between(min = "4K", max = "64M")
    MemorySize readAhead();

    /** Bytes of one part of a large object while it is written, at least 5M; this much memory an open file takes. */
    @WithDefault("8M")
    @Between(min = "5M", max = "1G")
    MemorySize partSize();

    /** Files already read, kept on local disk. */
    Cache cache();

    /** Files already read, kept on local disk while the process runs. */
    interface Cache {
        /** Bytes kept at most; 0 switches the cache off. */
        @WithDefault("512M")
        @Between(min = "0", max = "16T")
        MemorySize budget();

        /** Where they are kept; the directory for temporary files where not given. */
        Optional<Path> directory();
    }
}
