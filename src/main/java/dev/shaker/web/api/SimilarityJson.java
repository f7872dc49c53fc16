package dev.shaker.web.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.similarity.PairSimilarity;
import dev.shaker.similarity.Similarities;
import dev.shaker.similarity.Similarity;
import dev.shaker.similarity.Spectrum;

/**
 * The updates of some adapters against each other, in total. Rows and columns are in the order of {@code domains}; null for
 * an adapter that changes nothing.
 *
 * @param inert domains whose adapters change nothing
 * @param norms Frobenius norms of the updates
 * @param effectiveRanks the exponential of the entropy of the squared singular values
 * @param cosine of the updates
 * @param columnOverlap mean squared cosine of the principal angles between the column spaces
 * @param rowOverlap the same between the row spaces
 * @param sharedEnergy share of the row's energy inside the column's column and row spaces; not symmetric
 */
public record SimilarityJson(String space, long generation, List<String> domains, List<String> adapters,
        List<String> inert, List<Double> norms, List<Double> effectiveRanks, List<List<@Nullable Double>> cosine,
        List<List<@Nullable Double>> columnOverlap, List<List<@Nullable Double>> rowOverlap,
        List<List<@Nullable Double>> sharedEnergy) {
    static SimilarityJson of(String space, long generation, List<RegisteredAdapter> adapters, Similarities of) {
        List<Spectrum> own = new ArrayList<>();
        for (int i = 0; i < of.size(); i++) {
            own.add(own(of, i));
        }
        return new SimilarityJson(space, generation, adapters.stream().map(adapter -> adapter.domain().name()).toList(),
                adapters.stream().map(adapter -> adapter.id().hex()).toList(), inertOf(adapters),
                own.stream().map(Spectrum::norm).toList(), own.stream().map(Spectrum::effectiveRank).toList(),
                cells(of, Similarity::cosine), cells(of, Similarity::columnOverlap), cells(of, Similarity::rowOverlap),
                cells(of, Similarity::sharedEnergyA));
    }

    static List<String> inertOf(Collection<RegisteredAdapter> adapters) {
        return adapters.stream().filter(RegisteredAdapter::inert).map(adapter -> adapter.domain().name()).toList();
    }

    /** One module's measures, or those of all; what does not exist for an update of 0 is missing. */
    public record MeasuresJson(@Nullable Double cosine, double normA, double normB, @Nullable Double normRatio,
            @Nullable Double balance, int rankA, int rankB, double effectiveRankA, double effectiveRankB,
            @Nullable Double columnOverlap, @Nullable Double rowOverlap, @Nullable Double sharedEnergyA,
            @Nullable Double sharedEnergyB) {
        static MeasuresJson of(Similarity of) {
            return new MeasuresJson(number(of.cosine()), of.a().norm(), of.b().norm(), number(of.normRatio()),
                    number(of.balance()), of.a().rank(), of.b().rank(), of.a().effectiveRank(),
                    of.b().effectiveRank(), number(of.columnOverlap()), number(of.rowOverlap()),
                    number(of.sharedEnergyA()), number(of.sharedEnergyB()));
        }
    }

    /** Principal angles in degrees; missing where there are none. */
    public record AnglesJson(@Nullable Double smallest, @Nullable Double median, @Nullable Double largest) {
        static AnglesJson of(double[] angles) {
            int n = angles.length;
            return n == 0
                    ? new AnglesJson(null, null, null)
                    : new AnglesJson(Math.toDegrees(angles[0]),
                            Math.toDegrees((angles[(n - 1) / 2] + angles[n / 2]) / 2),
                            Math.toDegrees(angles[n - 1]));
        }
    }

    /** One module; principal angles in degrees, ascending. */
    public record ModuleJson(String name, MeasuresJson measures, List<Double> columnAngles, List<Double> rowAngles) {
        static ModuleJson of(String name, Similarity of) {
            return new ModuleJson(name, MeasuresJson.of(of), degrees(of.columnAngles()), degrees(of.rowAngles()));
        }
    }

    /** Two adapters against each other, in total and by module. */
    public record PairJson(String space, long generation, String domainA, String domainB, String adapterA,
            String adapterB, List<String> inert, MeasuresJson total, AnglesJson columnAngles, AnglesJson rowAngles,
            List<ModuleJson> modules) {
        static PairJson of(String space, long generation, RegisteredAdapter a, RegisteredAdapter b,
                PairSimilarity of) {
            return new PairJson(space, generation, a.domain().name(), b.domain().name(), a.id().hex(), b.id().hex(),
                    inertOf(List.of(a, b)),
                    MeasuresJson.of(of.total()), AnglesJson.of(of.total().columnAngles()),
                    AnglesJson.of(of.total().rowAngles()), of.modules().entrySet().stream()
                            .map(module -> ModuleJson.of(module.getKey(), module.getValue())).toList());
        }
    }

    private static List<List<@Nullable Double>> cells(Similarities of, Function<Similarity, OptionalDouble> value) {
        List<List<@Nullable Double>> rows = new ArrayList<>();
        for (int i = 0; i < of.size(); i++) {
            List<@Nullable Double> row = new ArrayList<>();
            for (int j = 0; j < of.size(); j++) {
                if (i == j) {
                    row.add(own(of, i).energy() > 0 ? Double.valueOf(1) : null);
                } else {
                    row.add(number(value.apply(of.pair(i, j))));
                }
            }
            rows.add(row);
        }
        return rows;
    }

    private static Spectrum own(Similarities of, int i) {
        return of.pair(i, i == 0 ? 1 : 0).a();
    }

    private static @Nullable Double number(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    private static List<Double> degrees(double[] radians) {
        return Arrays.stream(radians).map(Math::toDegrees).boxed().toList();
    }
}
