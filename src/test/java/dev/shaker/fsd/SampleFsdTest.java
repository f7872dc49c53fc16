package dev.shaker.fsd;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.shaker.Named;
import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.AdapterScan;
import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.adapter.io.AdapterReader;
import dev.shaker.tensor.SignPlanes;

import static org.assertj.core.api.Assertions.assertThat;

class SampleFsdTest {
    private static final List<String> DOMAINS = List.of("abstracts", "answers", "authors", "comments", "duplicates",
            "earnings", "entailment", "films", "headlines", "nli", "paraphrase", "posts", "reviews");

    @ParameterizedTest
    @ValueSource(strings = { "pfeiffer", "lora" })
    void everyLayerOfEveryPairEqualsTheDoubleLoop(String method) {
        Map<String, Adapter> adapters = new TreeMap<>();
        DOMAINS.forEach(domain -> adapters.put(domain,
                AdapterReader.open(new LocalFiles(Path.of("src/sample", method, domain)))));
        Map<String, Map<String, SignPlanes>> planes = new TreeMap<>();
        adapters.forEach((domain, adapter) -> planes.put(domain, AdapterScan.scan(adapter).planes()));

        FsdMatrix matrix = FsdMatrix.empty();
        for (String domain : DOMAINS) {
            var known = matrix.entries().stream().map(FsdMatrix.Entry::domain).toList();
            var row = RowCounter.row(planes.getOrDefault(domain, Map.of()), known,
                    other -> planes.getOrDefault(other.name(), Map.of()), Basis.FACTORS, 2);
            matrix = matrix.with(new FsdMatrix.Entry(Named.domain(domain), Named.adapter(domain)), row);
        }

        for (int i = 0; i < DOMAINS.size(); i++) {
            for (int j = 0; j < i; j++) {
                assertThat(matrix.pair(i, j)).contains(naive(adapters, DOMAINS.get(i), DOMAINS.get(j)));
            }
        }
    }

    @Test
    void threadsChangeNothing() {
        var mine = Map.of("x", SignPlanes.pack(new float[]{ 1, -1, 0 }));
        var others = Map.of("a", Map.of("x", SignPlanes.pack(new float[]{ -1, -1, 1 })), "b",
                Map.of("x", SignPlanes.pack(new float[]{ 1, 1, 1 })), "c",
                Map.of("y", SignPlanes.pack(new float[]{ 1, 1, 1 })));

        var one = RowCounter.row(mine, others.keySet(), k -> others.getOrDefault(k, Map.of()), Basis.FACTORS, 1);
        var four = RowCounter.row(mine, others.keySet(), k -> others.getOrDefault(k, Map.of()), Basis.FACTORS, 4);

        assertThat(one).isEqualTo(four).containsOnlyKeys("a", "b");
    }

    @Test
    void inTheUpdateBasisAMissingModuleIsAZeroUpdate() {
        var a = Map.of("x", SignPlanes.pack(new float[]{ 1, -1 }), "y", SignPlanes.pack(new float[]{ 1 }));
        var b = Map.of("x", SignPlanes.pack(new float[]{ -1, -1 }), "z", SignPlanes.pack(new float[]{ 1, 1, 1 }));

        assertThat(PairCounter.count(a, b, Basis.UPDATE)).map(PairConflicts::fsd).contains(Ratio.of(1, 6));
        assertThat(PairCounter.count(a, b, Basis.FACTORS)).isEmpty();
    }

    private static PairConflicts naive(Map<String, Adapter> adapters, String a, String b) {
        Adapter left = adapters.get(a);
        Adapter right = adapters.get(b);
        List<LayerConflicts> layers = new ArrayList<>();
        if (left != null && right != null) {
            for (AdapterLayer layer : left.body().layers()) {
                layers.add(NaiveConflicts.count(layer.name(), left.body().read(layer),
                        right.body().read(right.body().layer(layer.name()))));
            }
        }
        return PairConflicts.of(layers);
    }
}
