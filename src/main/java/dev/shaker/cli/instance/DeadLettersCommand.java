package dev.shaker.cli.instance;

import java.util.Objects;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code shaker dead-letters …}. */
@Command(name = "dead-letters", description = {
        "Records that could not be worked: count them, or put them back." }, subcommands = {
                DeadLettersListCommand.class, DeadLettersReplayCommand.class })
public final class DeadLettersCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "Missing command: list or replay");
    }
}
