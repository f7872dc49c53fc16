package dev.shaker.cli.common;

/** What a command's exit status says to scripts. */
public final class ExitCode {
    public static final int OK = 0;
    /** The instance answered and said no: rejected, failed, or not done in time. */
    public static final int FAILED = 1;
    /** The command was typed wrongly. */
    public static final int USAGE = 2;
    /** The surroundings are at fault: no instance answers, a local file cannot be read. */
    public static final int ENVIRONMENT = 3;

    private ExitCode() {
    }
}
