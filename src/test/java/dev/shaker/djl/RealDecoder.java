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
import dev.shaker.adapter.Head;
import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.Prompt;
import dev.shaker.adapter.base.BaseModelFiles;
import dev.shaker.adapter.io.AdapterReader;
import dev.shaker.error.ErrorCode;
import dev.shaker.evaluation.EvaluationJob;
import dev.shaker.evaluation.rows.LabelNames;
import dev.shaker.evaluation.rows.RowFormat;
import dev.shaker.tensor.FileByteSource;
import dev.shaker.tensor.JsonText;

/**
 * LoRA adapters of a real decoder with the rows of their domains and what PEFT measures.
 *
 * @param directory with lora/, domains/ and expected.json
 * @param base the model, which stands elsewhere: it is large and never kept with the adapters
 */
record RealDecoder(Path directory, LocalFiles base, String digest, JsonNode expected) {
    /** Where it is on this machine: SHAKER_DECODER, else ../shared/decoder, and SHAKER_DECODER_BASE for the model. */
    static Optional<RealDecoder> find() {
        Path directory = Path.of(setting("SHAKER_DECODER", "../shared/decoder"));
        String base = setting("SHAKER_DECODER_BASE", "");
        if (base.isEmpty() || !Files.isDirectory(directory) || !Files.isDirectory(Path.of(base))) {
            return Optional.empty();
        }
        LocalFiles files = new LocalFiles(Path.of(base));
        try {
            return Optional.of(new RealDecoder(directory, files, BaseModelFiles.open(files).digest(), JsonText
                    .parse(ErrorCode.INTERNAL, "expected", Files.readAllBytes(directory.resolve("expected.json")))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> domains() {
        List<String> names = new ArrayList<>();
        expected.path("single").fieldNames().forEachRemaining(names::add);
        return names;
    }

    EvaluationJob job(List<String> members, String domain) {
        return job(members, domain, Integer.MAX_VALUE);
    }

    /** @param limit rows from the start of the domain's file */
    EvaluationJob job(List<String> members, String domain, int limit) {
        List<String> labels = new ArrayList<>();
        expected.path("labels").path(domain).forEach(label -> labels.add(label.asText()));
        Prompt prompt = new Prompt(expected.path("prompt").asText(), labels.stream().map(" "::concat).toList());
        Path rows = directory.resolve("domains").resolve(domain).resolve("test.tsv");
        return new EvaluationJob(new EvaluationJob.BaseSource(digest, base),
                members.stream().map(member -> new EvaluationJob.Member(member, adapter(member))).toList(),
                Head.words(prompt), new EvaluationJob.Split(rows.toString(), new FileByteSource(rows), RowFormat.TSV,
                        new LabelNames(labels), 0),
                new EvaluationJob.Limits(128, 64, limit, 8));
    }

    private Adapter adapter(String domain) {
        return AdapterReader.open(new LocalFiles(directory.resolve("lora").resolve(domain)));
    }

    private static String setting(String name, String otherwise) {
        return System.getProperty(name, System.getenv().getOrDefault(name, otherwise));
    }
}
