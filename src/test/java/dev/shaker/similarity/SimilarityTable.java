package dev.shaker.similarity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterScan;
import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.adapter.io.AdapterReader;
import dev.shaker.fsd.PairConflicts;
import dev.shaker.fsd.PairCounter;
import dev.shaker.fsd.UpdatePlanes;
import dev.shaker.tensor.SignPlanes;

/** Prints FSD and similarity of all pairs of LoRA adapters whose directories lie in one: the tables of docs/findings.md. */
final class SimilarityTable {
    private SimilarityTable() {
    }

    /** An adapter by its signs and as its update. */
    private record Read(LowRankUpdate update, Map<String, SignPlanes> factors, Map<String, SignPlanes> signs) {
        static Read of(Path directory) {
            Adapter adapter = AdapterReader.open(new LocalFiles(directory));
            LoraConfig config = (LoraConfig) adapter.config();
            return new Read(new LowRankUpdate(String.valueOf(directory.getFileName()), config, adapter.body()),
                    AdapterScan.scan(adapter).planes(), UpdatePlanes.of(config, adapter.body()));
        }
    }

    public static void main(String[] args) throws IOException {
        List<Read> all;
        try (Stream<Path> directories = Files.list(Path.of(args[0]))) {
            all = directories.filter(Files::isDirectory).sorted().map(Read::of).toList();
        }
        System.out.println("| pair | FSD `factors` | FSD `update` | cosine | norms | effective ranks | columns | rows |"
                + " shared energy |\n|---|---|---|---|---|---|---|---|---|");
        for (int i = 0; i < all.size(); i++) {
            for (int j = i + 1; j < all.size(); j++) {
                Read a = all.get(i);
                Read b = all.get(j);
                Similarity of = Similarities.of(a.update(), b.update()).total();
                System.out.printf(Locale.ROOT,
                        "| %s, %s | %s | %s | %.3f | %.2f, %.2f | %.0f, %.0f | %.3f | %.3f | %.3f, %.3f |%n",
                        a.update().name(), b.update().name(),
                        fsd(PairCounter.sums(a.factors(), b.factors(), Basis.FACTORS)),
                        fsd(PairCounter.sums(a.signs(), b.signs(), Basis.UPDATE)), of.cosine().orElse(0),
                        of.a().norm(), of.b().norm(), of.a().effectiveRank(), of.b().effectiveRank(),
                        of.columnOverlap().orElse(0), of.rowOverlap().orElse(0), of.sharedEnergyA().orElse(0),
                        of.sharedEnergyB().orElse(0));
            }
        }
    }

    private static String fsd(Optional<PairConflicts> counts) {
        return counts.map(pair -> String.format(Locale.ROOT, "%.3f", pair.fsd().toDouble())).orElse("-");
    }
}
