package dev.shaker.cli.adapter;

import java.util.Objects;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code shaker adapter …}. */
@Command(name = "adapter", description = {
        "Bring adapters to the instance, take them out again, or bring them to another library." }, subcommands = {
                AdapterPublishCommand.class,
                AdapterWithdrawCommand.class, AdapterConvertCommand.class })
public final class AdapterCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(Objects.requireNonNull(spec).commandLine(),
                "Missing command: publish, withdraw or convert");
    }
}
