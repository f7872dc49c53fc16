package dev.shaker.cli.common;

import java.net.URI;
import java.util.Objects;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all commands that talk to an instance have in common: its address, and how results are printed. */
@Command
public abstract class RemoteCommand implements Callable<Integer> {
    private static final String DEFAULT_URL = "http://localhost:8080";

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--url", paramLabel = "URL", order = 90, description = "The instance to talk to: $SHAKER_URL where "
            + "not given, else " + DEFAULT_URL + ".")
    private @Nullable String url;

    @Option(names = "--json", order = 91, description = "Print JSON on standard output, and nothing else there.")
    private boolean json;

    @Override
    public final Integer call() {
        try (Client client = new Client(address())) {
            return run(client, new Console(environment(), json));
        }
    }

    /** Does the work and returns the exit code. */
    protected abstract int run(Client client, Console console);

    final Environment environment() {
        return ((CommandRoot) Objects.requireNonNull(spec).root().userObject()).environment();
    }

    private URI address() {
        String address = url != null ? url : environment().variables().getOrDefault("SHAKER_URL", DEFAULT_URL);
        try {
            URI uri = URI.create(address);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException malformed) {
            // Told below.
        }
        throw CliException.usage("'" + address + "' is no address of an instance; it reads like " + DEFAULT_URL);
    }
}
