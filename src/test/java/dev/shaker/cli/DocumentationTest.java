package dev.shaker.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.shaker.event.Envelope;
import dev.shaker.event.EventCodec;
import dev.shaker.event.EventType;

import static org.assertj.core.api.Assertions.assertThat;

/** What the documentation shows is what there is: commands parse, events pass the codec, links lead somewhere. */
class DocumentationTest {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```[a-z]*\\R(.*?)^```$");
    private static final Pattern EVENT = Pattern.compile("(?ms)^\\{\\R.*?^\\}$|(?<=-d ')\\{.*?\\}(?=')");
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]+)(#[^)]*)?\\)");
    private static final Pattern SETTING = Pattern.compile("`(shaker\\.[a-z.-]+)`");

    private static final Pattern PROPERTY = Pattern.compile("@ConfigProperty\\(name = \"(shaker\\.[^\"]+)\"");
    private static final Pattern MAPPING = Pattern.compile("@ConfigMapping\\(prefix = \"([^\"]+)\"");
    private static final Pattern VARIABLE = Pattern.compile("SHAKER_[A-Z_]+");

    static Stream<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.list(Path.of("docs"))) {
            List<Path> pages = new ArrayList<>(docs.filter(page -> page.toString().endsWith(".md")).sorted().toList());
            pages.add(Path.of("README.md"));
            pages.add(Path.of("helm/shaker/README.md"));
            return pages.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void commandsParse(Path page) throws IOException {
        for (String block : blocks(page)) {
            for (String command : Examples.commands(block)) {
                Examples.parses(command);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void eventsPassTheCodec(Path page) throws IOException {
        for (String block : blocks(page)) {
            EVENT.matcher(block).results().map(match -> match.group()).filter(text -> text.contains("specversion"))
                    .forEach(event -> decode(event));
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksLeadToFiles(Path page) throws IOException {
        Path directory = page.toAbsolutePath().getParent();
        LINK.matcher(Files.readString(page)).results()
                .forEach(link -> assertThat(directory.resolve(link.group(1)).normalize()).exists());
    }

    @Test
    void theReadmeShowsCommandsAndAnEvent() throws IOException {
        String blocks = String.join("\n", blocks(Path.of("README.md")));
        assertThat(Examples.commands(blocks)).hasSizeGreaterThan(3);
        List<String> events = EVENT.matcher(blocks).results().map(match -> match.group()).toList();
        assertThat(events).singleElement()
                .satisfies(event -> assertThat(decode(event).type()).isEqualTo(EventType.TRAIN_COMPLETED));
    }

    @Test
    void theReadmeIsOneScreen() throws IOException {
        assertThat(Files.readAllLines(Path.of("README.md"))).hasSizeLessThan(100);
    }

    @Test
    void everyEventIsDescribed() throws IOException {
        String page = Files.readString(Path.of("docs/events.md"));
        for (EventType type : EventType.values()) {
            assertThat(page).contains("`" + type.cloudEventsType() + "`").contains("`" + type.topic() + "`");
        }
    }

    @Test
    void everySettingIsDescribed() throws IOException, ClassNotFoundException {
        // Given
        Set<String> there = new TreeSet<>();
        Set<String> prefixes = new TreeSet<>();
        for (Path source : files("src/main/java")) {
            String text = Files.readString(source);
            PROPERTY.matcher(text).results().forEach(match -> there.add(match.group(1)));
            Matcher mapping = MAPPING.matcher(text);
            if (mapping.find()) {
                String name = Path.of("src/main/java").relativize(source).toString().replace('/', '.');
                prefixes.add(mapping.group(1) + ".");
                settings(Class.forName(name.substring(0, name.length() - ".java".length())), mapping.group(1) + ".",
                        there);
            }
        }
        // When
        Set<String> described = described();
        // Then
        assertThat(prefixes).contains("shaker.store.");
        assertThat(described).containsAll(there);
        assertThat(described.stream().filter(name -> prefixes.stream().anyMatch(name::startsWith))).isSubsetOf(there);
    }

    @Test
    void chartAndImagesSetWhatIsDescribed() throws IOException {
        // Given
        Set<String> variables = new TreeSet<>();
        described().forEach(name -> variables.add(name.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT)));
        // When
        Set<String> used = new TreeSet<>();
        List<Path> files = new ArrayList<>(files("helm/shaker/templates"));
        files.addAll(files("src/main/docker"));
        for (Path file : files) {
            VARIABLE.matcher(Files.readString(file)).results().forEach(match -> used.add(match.group()));
        }
        // Then
        assertThat(used).hasSizeGreaterThan(5).isSubsetOf(variables);
    }

    @Test
    void everyProofAndEveryShortFormIsThereAndDescribed() throws IOException {
        // Given
        String testing = Files.readString(Path.of("docs/testing.md"));
        Set<String> tests = new TreeSet<>();
        Set<String> proofs = new TreeSet<>();
        for (Path source : files("src/test/java")) {
            String name = source.getFileName().toString().replace(".java", "");
            tests.add(name);
            if (Files.readString(source).contains("@Tag(\"proof\")\n")) {
                proofs.add(name);
            }
        }
        // When
        Set<String> described = new TreeSet<>();
        Pattern.compile("`(\\w+(Test|IT))[.`]").matcher(testing).results()
                .forEach(match -> described.add(match.group(1)));
        // Then
        assertThat(proofs).isNotEmpty();
        assertThat(described).containsAll(proofs);
        assertThat(tests).containsAll(described);
    }

    private static Set<String> described() throws IOException {
        Set<String> described = new TreeSet<>();
        SETTING.matcher(Files.readString(Path.of("docs/operations.md"))).results()
                .forEach(match -> described.add(match.group(1)));
        return described;
    }

    private static List<Path> files(String directory) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(directory))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static void settings(Class<?> mapping, String prefix, Set<String> names) {
        for (var method : mapping.getDeclaredMethods()) {
            String name = prefix + method.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            if (method.getReturnType().isInterface()) {
                settings(method.getReturnType(), name + ".", names);
            } else {
                names.add(name);
            }
        }
    }

    private static Envelope<?> decode(String event) {
        return new EventCodec().decode(Map.of("content-type", "application/cloudevents+json"),
                event.getBytes(StandardCharsets.UTF_8), Instant.EPOCH);
    }

    private static List<String> blocks(Path page) throws IOException {
        return BLOCK.matcher(Files.readString(page)).results().map(match -> match.group(1)).toList();
    }
}
