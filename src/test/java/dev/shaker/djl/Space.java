package dev.shaker.djl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.base.BaseModel;
import dev.shaker.adapter.io.AdapterReader;
import dev.shaker.error.ErrorCode;
import dev.shaker.evaluation.EvaluationJob;
import dev.shaker.evaluation.rows.LabelNames;
import dev.shaker.evaluation.rows.RowFormat;
import dev.shaker.tensor.FileByteSource;
import dev.shaker.tensor.JsonText;

/** A directory with base/, METHOD/DOMAIN/ and expected files, and the directory of its domains' rows. */
record Space(Path directory, Path domains, String digest, int maxLength, int rows) {
    static Space sample() {
        return of(Path.of("src/sample"), Path.of("src/sample/domains"), 64, 300);
    }

    /** The larger space of real domains, where it is on this machine: property or variable SHAKER_SPACE, else ../shared/space. */
    static Optional<Space> real() {
        String named = System.getProperty("SHAKER_SPACE", System.getenv().getOrDefault("SHAKER_SPACE", ""));
        Path directory = named.isEmpty() ? Path.of("../shared/space") : Path.of(named);
        Path domains = directory.resolveSibling("data").resolve("domains");
        return Files.isDirectory(directory) && Files.isDirectory(domains)
                ? Optional.of(of(directory, domains, 128, 500))
                : Optional.empty();
    }

    static Space at(Path directory, Path domains, int maxLength, int rows) {
        return of(directory, domains, maxLength, rows);
    }

    /** The domains that have an adapter of a method, by name. */
    List<String> names(String method) {
        try (var entries = Files.list(directory.resolve(method))) {
            return entries.filter(Files::isDirectory).map(entry -> entry.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Space of(Path directory, Path domains, int maxLength, int rows) {
        String digest = BaseModel.open(new LocalFiles(directory.resolve("base"))).digest();
        return new Space(directory, domains, digest, maxLength, rows);
    }

    JsonNode expected(String file) {
        try {
            return JsonText.parse(ErrorCode.INTERNAL, file, Files.readAllBytes(directory.resolve(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Adapter adapter(String method, String domain) {
        return AdapterReader.open(new LocalFiles(directory.resolve(method).resolve(domain)));
    }

    List<EvaluationJob.Member> members(String method, Iterable<String> domains) {
        List<EvaluationJob.Member> members = new ArrayList<>();
        for (String domain : domains) {
            members.add(new EvaluationJob.Member(method + "-" + domain, adapter(method, domain)));
        }
        return members;
    }

    /** The rows of {@code domain} with the head that was trained for it, under the mean of {@code members}. */
    EvaluationJob job(String method, List<EvaluationJob.Member> members, String domain) {
        var head = adapter(method, domain).head().orElseThrow();
        Path plain = domains.resolve(domain).resolve("test.tsv");
        Path file = Files.exists(plain) ? plain : plain.resolveSibling("test.tsv.gz");
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < head.config().labels(); i++) {
            labels.add(Integer.toString(i));
        }
        return new EvaluationJob(
                new EvaluationJob.BaseSource(digest, new LocalFiles(directory.resolve("base"))), members, head,
                new EvaluationJob.Split(file.toString(), new FileByteSource(file), RowFormat.TSV,
                        new LabelNames(labels), 0),
                new EvaluationJob.Limits(maxLength, 64, rows, 8));
    }
}
