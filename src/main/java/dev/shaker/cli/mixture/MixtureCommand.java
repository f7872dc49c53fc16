package dev.shaker.cli.mixture;

import java.util.Objects;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code shaker mixture …}. */
@Command(name = "mixture", description = { "Look at one mixture, or make it again." }, subcommands = {
        MixtureShowCommand.class,
        MixtureGetCommand.class, MixtureRebuildCommand.class })
public final class MixtureCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(Objects.requireNonNull(spec).commandLine(),
                "Missing command: show, get or rebuild");
    }
}
