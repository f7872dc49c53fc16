package dev.shaker.store;

import java.nio.file.Path;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.MeterRegistry;
import io.minio.MinioAsyncClient;
import okhttp3.OkHttpClient;
import org.jboss.logging.Logger;

import dev.shaker.adapter.AdapterStore;

/** Builds the store of the settings: metered around cached around S3. */
@ApplicationScoped
public class StoreProducer {
    private static final Logger LOG = Logger.getLogger(StoreProducer.class);

    @Produces
    @Singleton
    MinioAsyncClient client(StoreSettings settings) {
        OkHttpClient http = new OkHttpClient.Builder().connectTimeout(settings.connectTimeout())
                .readTimeout(settings.idleTimeout()).writeTimeout(settings.idleTimeout()).build();
        MinioAsyncClient.Builder builder = MinioAsyncClient.builder().endpoint(settings.endpoint().toString())
                .region(settings.region()).httpClient(http, true);
        if (settings.accessKey().isPresent() && settings.secretKey().isPresent()) {
            builder.credentials(settings.accessKey().get(), settings.secretKey().get());
        }
        MinioAsyncClient client = builder.build();
        if (settings.pathStyle()) {
            client.disableVirtualStyleEndpoint();
        } else {
            client.enableVirtualStyleEndpoint();
        }
        return client;
    }

    void close(@Disposes MinioAsyncClient client) {
        try {
            client.close();
        } catch (Exception e) {
            LOG.debugf(e, "the S3 client did not close");
        }
    }

    @Produces
    @Singleton
    ObjectStore objects(MinioAsyncClient client, StoreSettings settings) {
        return new S3ObjectStore(client, settings.bucket(), Math.toIntExact(settings.partSize().asLongValue()));
    }

    @Produces
    @Singleton
    FileCache cache(StoreSettings settings) {
        return new FileCache(settings.cache().budget().asLongValue(),
                settings.cache().directory().orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir"))));
    }

    void close(@Disposes FileCache cache) {
        cache.close();
    }

    @Produces
    @Singleton
    AdapterStore adapters(ObjectStore objects, FileCache cache, StoreSettings settings, MeterRegistry meters) {
        AdapterStore store = new S3AdapterStore(objects, Math.toIntExact(settings.readAhead().asLongValue()));
        return new MeteredAdapterStore(new CachingAdapterStore(store, cache), meters);
    }
}
