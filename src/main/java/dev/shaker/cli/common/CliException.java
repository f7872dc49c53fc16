package dev.shaker.cli.common;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/** A command ends here: with what to print and the exit code that says whose fault it is. */
public final class CliException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final @Nullable String code;
    private final transient Map<String, String> details;

    private CliException(int exitCode, @Nullable String code, String message, Map<String, String> details,
            @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
        this.code = code;
        this.details = details;
    }

    /** The instance refused or could not do it; {@code code} as in its problem details. */
    public static CliException failed(@Nullable String code, String message, Map<String, String> details) {
        return new CliException(ExitCode.FAILED, code, message, details, null);
    }

    public static CliException failed(String message) {
        return failed(null, message, Map.of());
    }

    /** The instance refused what was typed. */
    public static CliException usage(String code, String message, Map<String, String> details) {
        return new CliException(ExitCode.USAGE, code, message, details, null);
    }

    public static CliException usage(String message) {
        return new CliException(ExitCode.USAGE, null, message, Map.of(), null);
    }

    public static CliException environment(String message, @Nullable Throwable cause) {
        return new CliException(ExitCode.ENVIRONMENT, null, message, Map.of(), cause);
    }

    /** The same, for a command whose exit codes are its own. */
    public CliException exiting(int code) {
        return code == exitCode ? this : new CliException(code, this.code, text(), details, getCause());
    }

    public int exitCode() {
        return exitCode;
    }

    /** The instance's error code, null where the failure is not the instance's. */
    @Nullable
    public String code() {
        return code;
    }

    public Map<String, String> details() {
        return details;
    }

    public String text() {
        return String.valueOf(getMessage());
    }
}
