package dev.shaker.cli.common;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where a command runs.
 *
 * @param variables environment variables
 * @param out what was asked for: tables and documents
 * @param err everything else: progress, notes, errors
 * @param outTerminal whether a person looks at {@code out}: colours
 * @param errTerminal whether a person looks at {@code err}: a moving bar instead of lines
 */
public record Environment(Map<String, String> variables, PrintWriter out, PrintWriter err, boolean outTerminal,
        boolean errTerminal) {
    public static Environment ofProcess() {
        return new Environment(System.getenv(), writer(FileDescriptor.out), writer(FileDescriptor.err), isTerminal(1),
                isTerminal(2));
    }

    /** https://no-color.org: any value but the empty one forbids colours. */
    public boolean colour() {
        return outTerminal && variables.getOrDefault("NO_COLOR", "").isEmpty()
                && !"dumb".equals(variables.get("TERM"));
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8), true,
                StandardCharsets.UTF_8);
    }

    // The JDK knows only whether both input and output are terminals; Linux tells each one by itself.
    @SuppressWarnings("SystemConsoleNull") // It may, by its documentation.
    private static boolean isTerminal(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        try {
            if (Files.isSymbolicLink(link)) {
                Path target = Files.readSymbolicLink(link);
                return target.startsWith("/dev/pts") || target.toString().startsWith("/dev/tty");
            }
        } catch (IOException | SecurityException unreadable) {
            return false;
        }
        Console console = System.console();
        return console != null && console.isTerminal();
    }
}
