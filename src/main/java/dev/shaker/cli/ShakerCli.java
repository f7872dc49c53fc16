package dev.shaker.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ScopeType;

import dev.shaker.cli.adapter.AdapterCommand;
import dev.shaker.cli.adapter.AdaptersCommand;
import dev.shaker.cli.common.CommandRoot;
import dev.shaker.cli.common.Environment;
import dev.shaker.cli.evaluation.EvaluationsCommand;
import dev.shaker.cli.find.FindCommand;
import dev.shaker.cli.fsd.FsdCommand;
import dev.shaker.cli.instance.DeadLettersCommand;
import dev.shaker.cli.instance.DemoCommand;
import dev.shaker.cli.instance.EventsCommand;
import dev.shaker.cli.instance.StatusCommand;
import dev.shaker.cli.instance.UpCommand;
import dev.shaker.cli.mixture.GateCommand;
import dev.shaker.cli.mixture.MixCommand;
import dev.shaker.cli.mixture.MixtureCommand;
import dev.shaker.cli.mixture.MixturesCommand;
import dev.shaker.cli.sweep.ReportCommand;
import dev.shaker.cli.sweep.SweepCommand;

/** Entry point of the command line; {@code up} and the processes behind {@code demo} belong to the launcher script. */
@Command(name = "shaker", mixinStandardHelpOptions = true, scope = ScopeType.INHERIT, versionProvider = Version.class, sortOptions = false, usageHelpAutoWidth = false, synopsisSubcommandLabel = "COMMAND", description = {
        "Compare, mix, prune and evaluate domain adapters of one base model." }, optionListHeading = "%nOptions:%n", commandListHeading = "%nCommands:%n", parameterListHeading = "%nArguments:%n", footerHeading = "%n", exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
                "0:done", "1:the instance said no: rejected, failed, or not done in time",
                "2:the command was typed wrongly",
                "3:no instance answers, or a local file cannot be read" }, subcommands = { DemoCommand.class,
                        UpCommand.class, AdapterCommand.class, MixCommand.class, StatusCommand.class,
                        AdaptersCommand.class, FsdCommand.class, MixturesCommand.class, MixtureCommand.class,
                        GateCommand.class,
                        EvaluationsCommand.class, FindCommand.class, SweepCommand.class, ReportCommand.class,
                        EventsCommand.class,
                        DeadLettersCommand.class })
public final class ShakerCli implements CommandRoot {
    private final Environment environment;

    ShakerCli(Environment environment) {
        this.environment = environment;
    }

    public static void main(String[] arguments) {
        System.exit(run(Environment.ofProcess(), arguments));
    }

    /** Runs one command line and returns its exit code. */
    static int run(Environment environment, String... arguments) {
        int exitCode = commandLine(environment).execute(arguments);
        environment.out().flush();
        environment.err().flush();
        return exitCode;
    }

    static CommandLine commandLine(Environment environment) {
        return new CommandLine(new ShakerCli(environment)).setOut(environment.out()).setErr(environment.err())
                .setColorScheme(
                        CommandLine.Help.defaultColorScheme(environment.colour() ? Ansi.ON : Ansi.OFF))
                .setCaseInsensitiveEnumValuesAllowed(true).setUsageHelpWidth(100).setUsageHelpLongOptionsMaxWidth(34)
                .setExecutionExceptionHandler(new Failures(environment));
    }

    @Override
    public Environment environment() {
        return environment;
    }
}
