package dev.shaker.cli.instance;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

import dev.shaker.cli.common.CliException;

/** Options of the commands that start servers: the launcher script takes them away before the command line sees them. */
final class LauncherOptions {
    @Option(names = "--data", paramLabel = "DIR", description = "Where the servers keep their data (default: .shaker/data).")
    private @Nullable String data;

    @Option(names = "--port", paramLabel = "N", description = "The HTTP port (default: 8080 or the next free one).")
    private @Nullable Integer port;

    /** @throws CliException where nobody took them away, so that nobody starts anything either */
    void refuse() {
        if (data != null || port != null) {
            throw CliException.usage("--data and --port are for the script ./shaker, which starts servers");
        }
    }
}
