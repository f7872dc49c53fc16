package dev.shaker.runtime;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.smallrye.config.SmallRyeConfig;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.pipeline.ServedModels;
import dev.shaker.served.ServerAccess;

/** The settings of the evaluation server as a whole: whoever names its address names the rest. */
final class ServerSettings {
    static final String MODELS = "[^=,\\s]+(=[^=,\\s]+)?(\\s*,\\s*[^=,\\s]+(=[^=,\\s]+)?)*";
    private static final String PREFIX = "shaker.evaluation.server.";
    private static final List<String> NEEDED = List.of("engine", "models", "directory");
    private static final Duration PAUSE = Duration.ofMillis(500);

    private ServerSettings() {
    }

    /** @throws ShakerException {@code CONFIGURATION_INVALID}, a line for each setting that is missing beside the address */
    static void check(SmallRyeConfig config) {
        if (isSet(config, "url")) {
            List<String> missing = NEEDED.stream().filter(name -> !isSet(config, name))
                    .map(name -> PREFIX + name + " is not set, and with " + PREFIX + "url it must be").toList();
            if (!missing.isEmpty()) {
                throw new ShakerException(ErrorCode.CONFIGURATION_INVALID, String.join("\n", missing));
            }
        }
    }

    private static boolean isSet(SmallRyeConfig config, String name) {
        return config.getOptionalValue(PREFIX + name, String.class).isPresent();
    }

    static ServedModels models(EvaluationConfig.Server server) {
        return server.url().isEmpty()
                ? ServedModels.NONE
                : ServedModels.of(server.engine().orElseThrow(), server.models().orElseThrow());
    }

    static Optional<ServerAccess> access(EvaluationConfig.Server server) {
        Optional<URI> url = server.url();
        Path directory = server.directory().orElse(Path.of("")).toAbsolutePath();
        return url.map(address -> new ServerAccess(address, server.engine().orElseThrow(), server.key(), directory,
                server.requests(), server.timeout(), PAUSE));
    }
}
