package dev.shaker.cli.adapter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;

import dev.shaker.cli.common.CliException;
import dev.shaker.cli.common.Client;
import dev.shaker.cli.common.Progress;

/** Files on their way into the instance's store, under names made of their content: what is there stays there. */
final class Uploads {
    // Half a SHA-256 is no coincidence either, and keeps locations readable.
    private static final int NAME_LENGTH = 32;

    private final Client client;
    private final Progress progress;

    Uploads(Client client, Progress progress) {
        this.client = client;
        this.progress = progress;
    }

    /** Uploads the files of one directory below {@code uploads/{kind}/} and returns where they are. */
    Folder folder(String kind, List<Path> files) {
        SortedMap<String, String> digests = new TreeMap<>();
        for (Path file : files) {
            digests.put(name(file), Digests.of(file));
        }
        String prefix = kind + "/" + Digests.of(digests).substring(0, NAME_LENGTH) + "/";
        String location = "";
        for (Path file : files) {
            String uploaded = upload(prefix, file, digests.getOrDefault(name(file), ""));
            location = uploaded.substring(0, uploaded.lastIndexOf('/') + 1);
        }
        return new Folder(location, digests);
    }

    /** Uploads one file and returns its location. */
    String file(String kind, Path file) {
        String digest = Digests.of(file);
        return upload(kind + "/" + digest.substring(0, NAME_LENGTH) + "/", file, digest);
    }

    private String upload(String prefix, Path file, String sha256) {
        String path = "/uploads/" + prefix + Client.escape(name(file));
        // Whoever overwrote the object past the instance left no digest beside it: then it is uploaded again.
        Optional<Client.Stored> stored = client.stored(path).filter(there -> there.size() == size(file)
                && there.sha256().equalsIgnoreCase(sha256));
        progress.add(0);
        String location = stored.map(Client.Stored::location).orElseGet(() -> {
            JsonNode answer = client.put(path, file, sha256);
            return answer.path("location").asText();
        });
        progress.add(1);
        return location;
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException unreadable) {
            throw CliException.environment("cannot read " + file + ": " + unreadable.getMessage(), unreadable);
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    /**
     * @param location {@code s3://bucket/uploads/…/}, with the slash
     * @param digests SHA-256 by file name
     */
    record Folder(String location, Map<String, String> digests) {}
}
