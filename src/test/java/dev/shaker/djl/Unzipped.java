package dev.shaker.djl;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import dev.shaker.error.ErrorCode;
import dev.shaker.tensor.JsonText;

/** What src/test/python/tokenizers_golden.py wrote. */
final class Unzipped {
    private static final Path ZIP = Path.of("src/test/resources/tokenizers.zip");

    private Unzipped() {
    }

    /** Names of the tokenizers. */
    static List<String> names() {
        try (ZipFile zip = new ZipFile(ZIP.toFile())) {
            TreeSet<String> names = new TreeSet<>();
            zip.stream().map(ZipEntry::getName).filter(name -> name.contains("/"))
                    .forEach(name -> names.add(name.substring(0, name.indexOf('/'))));
            return List.copyOf(names);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static List<String> texts() throws IOException {
        List<String> texts = new ArrayList<>();
        for (String line : new String(bytes("texts.jsonl"), StandardCharsets.UTF_8).lines().toList()) {
            texts.add(JsonText.parse(ErrorCode.INTERNAL, "texts", line.getBytes(StandardCharsets.UTF_8)).textValue());
        }
        return texts;
    }

    /** The files of a tokenizer, in a directory. */
    static void unpack(String name, Path directory) throws IOException {
        try (ZipFile zip = new ZipFile(ZIP.toFile())) {
            Enumeration<? extends ZipEntry> entries = zip.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                if (entry.getName().startsWith(name + "/")) {
                    try (InputStream in = zip.getInputStream(entry)) {
                        Files.copy(in, directory.resolve(entry.getName().substring(name.length() + 1)));
                    }
                }
            }
        }
    }

    static byte[] bytes(String entry) throws IOException {
        try (ZipFile zip = new ZipFile(ZIP.toFile()); InputStream in = zip.getInputStream(zip.getEntry(entry))) {
            return in.readAllBytes();
        }
    }
}
