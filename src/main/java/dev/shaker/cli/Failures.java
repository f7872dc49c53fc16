package dev.shaker.cli;

import java.io.PrintWriter;

import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

import dev.shaker.cli.common.CliException;
import dev.shaker.cli.common.Environment;
import dev.shaker.cli.common.ExitCode;

/** The one place where a failure becomes words and an exit code. */
final class Failures implements IExecutionExceptionHandler {
    private final Environment environment;

    Failures(Environment environment) {
        this.environment = environment;
    }

    @Override
    public int handleExecutionException(Exception exception, CommandLine commandLine, ParseResult parsed)
            throws Exception {
        if (!(exception instanceof CliException failure)) {
            throw exception;
        }
        PrintWriter err = environment.err();
        err.println("shaker: " + failure.text());
        if (failure.code() != null) {
            err.println("  code: " + failure.code());
        }
        failure.details().forEach((key, value) -> err.println("  " + key + ": " + value));
        if (failure.exitCode() == ExitCode.USAGE) {
            err.println("Try '" + commandLine.getCommandSpec().qualifiedName() + " --help'.");
        }
        err.flush();
        return failure.exitCode();
    }
}
