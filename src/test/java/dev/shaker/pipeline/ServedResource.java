package dev.shaker.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import org.jspecify.annotations.Nullable;

import dev.shaker.served.ReplayServer;

/** The recorded evaluation server beside the application, which is told of it by settings alone. */
public final class ServedResource implements QuarkusTestResourceLifecycleManager {
    private @Nullable ReplayServer server;

    @Override
    public Map<String, String> start() {
        try {
            server = new ReplayServer();
            return Map.of("shaker.evaluation.server.url", "http://127.0.0.1:" + server.port(),
                    "shaker.evaluation.server.engine", ReplayServer.ENGINE, "shaker.evaluation.server.models",
                    "tiny/llama=tiny-llama", "shaker.evaluation.server.directory",
                    Files.createTempDirectory("served").toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        if (server != null) {
            server.close();
        }
    }
}
