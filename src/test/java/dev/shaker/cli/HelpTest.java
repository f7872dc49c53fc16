package dev.shaker.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

/** What {@code --help} says is kept in files, so that a change of it is seen. Write them with SHAKER_HELP_WRITE=1. */
class HelpTest {
    private static final Path FILES = Path.of("src/test/resources/cli/help");

    static Stream<List<String>> commands() {
        List<List<String>> commands = new ArrayList<>();
        collect(commandLine(), List.of(), commands);
        return commands.stream();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void helpIsAsItWas(List<String> command) throws IOException {
        // Given
        Path file = FILES.resolve(command.isEmpty() ? "shaker.txt" : String.join("-", command) + ".txt");
        List<String> words = new ArrayList<>(command);
        words.add("--help");
        // When
        CommandLineRun run = CommandLineRun.of(Map.of(), words.toArray(new String[0]));
        // Then
        if (System.getenv("SHAKER_HELP_WRITE") != null) {
            Files.createDirectories(FILES);
            Files.writeString(file, run.out());
        }
        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(file).hasContent(run.out());
    }

    @Test
    void everyCommandThatTalksToAnInstanceHasAnExampleThatParses() {
        for (List<String> command : commands().filter(words -> !words.isEmpty()).toList()) {
            CommandLine line = find(command);
            if (!line.getSubcommands().isEmpty()) {
                continue;
            }
            List<String> examples = Examples.commands(String.join("\n", line.getCommandSpec().usageMessage().footer()));
            assertThat(examples).as("examples of %s", command).isNotEmpty();
            examples.forEach(Examples::parses);
        }
    }

    private static CommandLine find(List<String> command) {
        CommandLine line = commandLine();
        for (String word : command) {
            line = line.getSubcommands().get(word);
        }
        return line;
    }

    private static CommandLine commandLine() {
        return Examples.commandLine();
    }

    private static void collect(CommandLine line, List<String> path, List<List<String>> commands) {
        commands.add(path);
        line.getSubcommands().forEach((name, command) -> {
            List<String> below = new ArrayList<>(path);
            below.add(name);
            collect(command, below, commands);
        });
    }
}
