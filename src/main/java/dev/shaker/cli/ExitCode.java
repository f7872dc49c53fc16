package dev.shaker.cli;

/** What a command's exit status says to scripts. */
final class ExitCode {
    static final int OK = 0;
    /** The instance answered and said no: rejected, failed, or not done in time. */
    static final int FAILED = 1;
    /** The command was typed wrongly. */
    static final int USAGE = 2;
    /** The surroundings are at fault: no instance answers, a local file cannot be read. */
    static final int ENVIRONMENT = 3;

    private ExitCode() {
    }
}
