package dev.shaker.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import picocli.CommandLine;

import dev.shaker.cli.common.Environment;

/** Commands as people read them in help and documentation. */
final class Examples {
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

    private Examples() {
    }

    /** Lines that begin with {@code shaker} or {@code ./shaker}, continuation lines joined. */
    static List<String> commands(String text) {
        List<String> commands = new ArrayList<>();
        for (String line : text.replaceAll("\\\\\\s*\\R\\s*", "").lines().map(String::strip).toList()) {
            if (line.startsWith("shaker ") || line.startsWith("./shaker ")) {
                commands.add(line);
            }
        }
        return commands;
    }

    /** @throws picocli.CommandLine.ParameterException where the command line would refuse it */
    static void parses(String command) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(command.replaceFirst("\\s+(>|\\|)\\s.*$", "").replaceFirst("\\s+#\\s.*$", ""));
        while (matcher.find()) {
            words.add(matcher.group(1) != null
                    ? matcher.group(1)
                    : matcher.group(2) != null ? matcher.group(2) : matcher.group(3));
        }
        commandLine().parseArgs(words.subList(1, words.size()).toArray(new String[0]));
    }

    static CommandLine commandLine() {
        PrintWriter nowhere = new PrintWriter(PrintWriter.nullWriter());
        return ShakerCli.commandLine(new Environment(Map.of(), nowhere, nowhere, false, false));
    }
}
