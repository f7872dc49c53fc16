package dev.shaker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Commands of a page's fenced blocks: those that say no language, or that of a shell. */
final class ShellBlocks {
    private static final Set<String> FENCES = Set.of("```", "```sh", "```bash", "```shell");

    private ShellBlocks() {
    }

    /** In the order of the page; one that goes over several lines, by a backslash or inside of quotes, is one. */
    static List<String> commands(Path page) throws IOException {
        List<String> commands = new ArrayList<>();
        StringBuilder command = new StringBuilder();
        boolean fenced = false;
        boolean shell = false;
        for (String line : Files.readAllLines(page)) {
            if (line.startsWith("```")) {
                shell = !fenced && FENCES.contains(line.strip());
                fenced = !fenced;
            } else if (shell) {
                command.append(command.isEmpty() ? "" : "\n").append(line);
                if (!line.endsWith("\\") && command.chars().filter(c -> c == '\'').count() % 2 == 0) {
                    if (!command.toString().isBlank()) {
                        commands.add(command.toString());
                    }
                    command.setLength(0);
                }
            }
        }
        return commands;
    }
}
