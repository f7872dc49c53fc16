package dev.shaker.mixture;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.shaker.Named;
import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterScan;
import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.adapter.io.AdapterReader;
import dev.shaker.fsd.FsdMatrix;
import dev.shaker.fsd.RowCounter;
import dev.shaker.identity.DomainName;
import dev.shaker.mixture.select.Embeddings;
import dev.shaker.mixture.spec.SpecJsonTest;
import dev.shaker.tensor.ByteSource;
import dev.shaker.tensor.Sha256;
import dev.shaker.tensor.SignPlanes;

/** The sample adapters of one method, registered as the pipeline would. */
final class SampleSpace {
    static final List<String> DOMAINS = List.of("abstracts", "answers", "authors", "comments", "duplicates", "earnings",
            "entailment", "films", "headlines", "nli", "paraphrase", "posts", "reviews");

    private final String method;
    private final List<Member> members = new ArrayList<>();
    private FsdMatrix matrix = FsdMatrix.empty();

    SampleSpace(String method) {
        this.method = method;
        Map<DomainName, Map<String, SignPlanes>> planes = new HashMap<>();
        for (String domain : DOMAINS) {
            LocalFiles files = new LocalFiles(Path.of("src/sample", method, domain));
            AdapterScan scan = AdapterScan.scan(AdapterReader.open(files));
            var row = RowCounter.row(scan.planes(), planes.keySet(), d -> planes.getOrDefault(d, Map.of()),
                    Basis.FACTORS, 1);
            matrix = matrix.with(new FsdMatrix.Entry(Named.domain(domain), scan.id()), row);
            planes.put(Named.domain(domain), scan.planes());
            var digests = new TreeMap<String, String>();
            files.files().keySet().forEach(file -> {
                ByteSource source = files.open(file);
                digests.put(file, Sha256.hex(source));
            });
            members.add(new Member(Named.domain(domain), scan.id(), files.location(), digests,
                    labels(domain)));
        }
    }

    private static List<String> labels(String domain) {
        return switch (domain) {
            case "films", "reviews", "posts" -> List.of("negative", "positive");
            case "duplicates" -> List.of("other", "same");
            default -> List.of();
        };
    }

    FsdMatrix matrix() {
        return matrix;
    }

    MixturePlan plan(String request) {
        return Mixer.plan(new MixtureOrder(Named.space("sample-" + method), 13, "base", method, matrix,
                MixtureOrder.Layers.in(matrix), members,
                SpecJsonTest.read(request), Embeddings.NONE));
    }

    static Adapter open(Recipe.RecipeMember member) {
        return AdapterReader.open(new LocalFiles(Path.of(member.location())));
    }

    Adapter open(String domain) {
        return AdapterReader.open(new LocalFiles(Path.of("src/sample", method, domain)));
    }
}
