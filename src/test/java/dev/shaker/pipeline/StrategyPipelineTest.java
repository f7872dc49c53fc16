package dev.shaker.pipeline;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.shaker.Named;
import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.FileSet;
import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.adapter.Tensors;
import dev.shaker.adapter.io.AdapterReader;
import dev.shaker.event.Json;
import dev.shaker.event.MixtureRequested;
import dev.shaker.event.MixtureRequested.Merge;
import dev.shaker.event.MixtureRequested.Select;
import dev.shaker.fsd.FsdMatrix;
import dev.shaker.mixture.Mixer;
import dev.shaker.mixture.MixtureFiles;
import dev.shaker.mixture.MixtureStatus;
import dev.shaker.mixture.MixtureView;
import dev.shaker.mixture.Recipe;
import dev.shaker.mixture.merge.Loras;
import dev.shaker.stack.StackResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

/** What may be asked of a mixture, through events: strategies of choice, merge methods, weights and heads. Nothing is evaluated. */
@QuarkusTest
@WithTestResource(StackResource.class)
class StrategyPipelineTest extends PipelineFixture {
    /** Their labels are equal. */
    private static final List<String> TWO = List.of("films", "reviews");
    private static final List<String> FOUR = List.of("answers", "films", "nli", "reviews");

    @Test
    void theChoiceFollowsTheMatrixAndTheTexts() throws Exception {
        // Given
        publishAll("pfeiffer", FOUR);
        FsdMatrix matrix = matrices.matrix(Named.space(space));
        Map<List<String>, Double> pairs = new LinkedHashMap<>();
        FOUR.forEach(a -> FOUR.stream().filter(b -> a.compareTo(b) < 0)
                .forEach(b -> pairs.put(List.of(a, b), fsd(matrix, a, b))));
        List<String> nearest = pairs.entrySet().stream().min(Map.Entry.comparingByValue()).orElseThrow().getKey();
        double least = pairs.getOrDefault(nearest, 1.0);
        double next = pairs.values().stream().filter(value -> value > least).min(Double::compare).orElseThrow();
        String pinned = FOUR.stream().filter(domain -> !nearest.contains(domain)).findFirst().orElseThrow();

        // When
        MixtureView exact = ready(select("exact", 2, List.of(), null), mean());
        MixtureView withTarget = ready(select("exact", 2, List.of(pinned), null), mean());
        MixtureView below = ready(select("threshold", null, List.of(), BigDecimal.valueOf((least + next) / 2)), mean());
        MixtureView all = ready(select("threshold", null, List.of(), BigDecimal.ONE), mean());
        MixtureView similar = ready(select("similarity", 2, List.of("films"), null), mean());

        // Then
        assertThat(domains(exact)).isEqualTo(nearest);
        assertThat(domains(withTarget)).contains(pinned)
                .isEqualTo(pairs.entrySet().stream().filter(pair -> pair.getKey().contains(pinned))
                        .min(Map.Entry.comparingByValue()).orElseThrow().getKey());
        assertThat(domains(below)).isEqualTo(nearest);
        assertThat(domains(all)).isEqualTo(FOUR);
        // Both are reviews of something.
        assertThat(domains(similar)).isEqualTo(TWO);
    }

    @Test
    void everyMethodMixesWhatItsRecipeSaysToTheBit() throws Exception {
        // Given
        publishAll("lora", TWO);
        List<String> merges = List.of("{\"method\": \"dare-linear\", \"density\": 0.4, \"seed\": 3}",
                "{\"method\": \"dare-ties\", \"density\": 0.4, \"seed\": 3}",
                "{\"method\": \"della\", \"density\": 0.5, \"epsilon\": 0.2, \"seed\": 4}",
                "{\"method\": \"breadcrumbs\", \"density\": 0.7, \"gamma\": 0.1, \"lambda\": 0.5}",
                "{\"method\": \"slerp\", \"scope\": \"global\", \"align\": \"flip\"}",
                "{\"method\": \"ties\", \"density\": 0.3, \"scope\": \"block\"}",
                "{\"method\": \"task-arithmetic\", \"lambda\": 0.7, \"align\": \"procrustes\"}",
                "{\"method\": \"knots\", \"inner\": \"dare-ties\", \"density\": 0.6, \"seed\": 2}",
                "{\"method\": \"core-space\", \"density\": 0.6, \"rank\": 8, \"uniform\": true}",
                "{\"method\": \"tsv-m\", \"lambda\": 0.5}", "{\"method\": \"iso-c\", \"lambda\": 0.5, \"rank\": 4}",
                "{\"method\": \"model-stock\"}", "{\"method\": \"lora-lego\", \"rank\": 6, \"seed\": 9}");
        Map<String, List<float[]>> bodies = new TreeMap<>();

        for (String merge : merges) {
            // When
            MixtureView mixture = ready(explicit(TWO, null), merge(merge, Map.of()));

            // Then
            Recipe recipe = recipe(mixture);
            JsonNode asked = Json.mapper().readTree(merge);
            JsonNode written = Json.mapper().readTree(recipe.toJson()).path("merge");
            asked.properties().forEach(parameter -> assertThat(written.path(parameter.getKey()).asText())
                    .as("%s in %s", parameter, written).isEqualTo(parameter.getValue().asText()));
            Tensors expected = Mixer.body(recipe, member -> local(member.domain().name()));
            Tensors stored = MixtureFiles.open(files(mixture), Named.domain("films")).body();
            List<float[]> body = values(stored);
            assertThat(body).as(merge).containsExactly(values(expected).toArray(float[][]::new));
            bodies.put(merge, body);
        }
        for (String one : merges) {
            for (String other : merges) {
                assertThat(one.equals(other) || !same(bodies.get(one), bodies.get(other))).as("%s and %s", one, other)
                        .isTrue();
            }
        }
    }

    @Test
    void aNegativeWeightTakesAnUpdateAway() {
        // Given
        publishAll("lora", TWO);
        Map<String, BigDecimal> weights = Map.of("films", BigDecimal.ONE, "reviews", new BigDecimal("-0.25"));

        // When: concat, which is exact: (films - reviews / 4) / (3 / 4)
        MixtureView mixture = ready(explicit(TWO, null), new Merge("concat", weights, Map.of()));

        // Then
        Adapter mixed = MixtureFiles.open(files(mixture), Named.domain("reviews"));
        Adapter films = local("films");
        Adapter reviews = local("reviews");
        for (String module : ((LoraConfig) films.config()).ranks().keySet()) {
            double[] plus = Loras.update(films, module);
            double[] minus = Loras.update(reviews, module);
            double[] update = Loras.update(mixed, module);
            for (int i = 0; i < update.length; i++) {
                assertThat(update[i]).as(module).isEqualTo((plus[i] - minus[i] / 4) / 0.75, offset(1e-6));
            }
        }
    }

    /** 40-negative-weights: dividing by a negative sum would turn every sign. */
    @Test
    void weightsThatSumToLessThanNothingKeepTheirSigns() {
        // Given
        publishAll("lora", TWO);
        Map<String, BigDecimal> weights = Map.of("films", new BigDecimal("0.5"), "reviews", new BigDecimal("-1"));
        Adapter films = local("films");
        Adapter reviews = local("reviews");
        int rank = 2 * ((LoraConfig) films.config()).rank();

        for (Merge merge : List.of(new Merge("concat", weights, Map.of()),
                new Merge("svd", weights, Map.of("rank", new com.fasterxml.jackson.databind.node.IntNode(rank))))) {
            // When
            Adapter mixed = MixtureFiles.open(files(ready(explicit(TWO, null), merge)), Named.domain("reviews"));

            // Then
            for (String module : ((LoraConfig) films.config()).ranks().keySet()) {
                double[] plus = Loras.update(films, module);
                double[] minus = Loras.update(reviews, module);
                double[] update = Loras.update(mixed, module);
                for (int i = 0; i < update.length; i++) {
                    assertThat(update[i]).as(module).isEqualTo(plus[i] / 2 - minus[i], offset(1e-5));
                }
            }
        }
        MixtureView refused = awaitMixture(new MixtureRequested(UUID.randomUUID().toString(), space,
                explicit(TWO, null), null, new Merge("mean", weights, Map.of()),
                new MixtureRequested.Evaluate(List.of(), null, true)));
        assertThat(refused.status()).isEqualTo(MixtureStatus.FAILED);
        assertThat(refused.errorMessage()).contains("both factors").contains("concat");
    }

    @Test
    void headsOfEqualLabelsAreAveragedOnRequest() {
        // Given
        publishAll("pfeiffer", TWO);

        // When
        MixtureView mixture = ready(explicit(TWO, null), merge("{\"heads\": \"mean\"}", Map.of()));

        // Then
        Tensors films = head(AdapterReader.open(new LocalFiles(SampleSpace.ROOT.resolve("pfeiffer/films"))));
        Tensors reviews = head(AdapterReader.open(new LocalFiles(SampleSpace.ROOT.resolve("pfeiffer/reviews"))));
        for (String domain : TWO) {
            Tensors mean = head(MixtureFiles.open(files(mixture), Named.domain(domain)));
            assertThat(mean.layers()).hasSameSizeAs(films.layers());
            for (AdapterLayer layer : mean.layers()) {
                float[] a = films.read(films.layer(layer.name()));
                float[] b = reviews.read(reviews.layer(layer.name()));
                float[] values = mean.read(layer);
                for (int i = 0; i < values.length; i++) {
                    assertThat(values[i]).as(layer.name()).isEqualTo((float) (((double) a[i] + b[i]) / 2));
                }
            }
        }
    }

    private MixtureView ready(Select select, Merge merge) {
        MixtureView mixture = awaitMixture(
                new MixtureRequested(UUID.randomUUID().toString(), space, select, null, merge,
                        new MixtureRequested.Evaluate(List.of(), null, true)));
        assertThat(mixture.status()).as("%s: %s", mixture.errorCode(), mixture.errorMessage())
                .isEqualTo(MixtureStatus.READY);
        return mixture;
    }

    private static Select select(String strategy, @Nullable Integer size, List<String> targets,
            @Nullable BigDecimal threshold) {
        return new Select(strategy, size, targets, List.of(), threshold, null);
    }

    private static Merge mean() {
        return new Merge("mean", Map.of(), Map.of());
    }

    private static Merge merge(String json, Map<String, BigDecimal> weights) {
        Map<String, JsonNode> parameters = new TreeMap<>();
        @Nullable
        String method = null;
        for (var field : SampleSpace.json(json).properties()) {
            if (field.getKey().equals("method")) {
                method = field.getValue().asText();
            } else {
                parameters.put(field.getKey(), field.getValue());
            }
        }
        return new Merge(method, weights, parameters);
    }

    private FileSet files(MixtureView mixture) {
        String recipe = String.valueOf(mixture.recipe());
        return store.open(recipe.substring(0, recipe.lastIndexOf('/') + 1));
    }

    private Recipe recipe(MixtureView mixture) {
        return MixtureFiles.recipe(files(mixture));
    }

    private static Adapter local(String domain) {
        return AdapterReader.open(new LocalFiles(SampleSpace.ROOT.resolve("lora").resolve(domain)));
    }

    private static Tensors head(Adapter adapter) {
        return adapter.head().orElseThrow().tensors();
    }

    private static List<String> domains(MixtureView mixture) {
        return mixture.members().stream().map(one -> one.domain().name()).toList();
    }

    private static double fsd(FsdMatrix matrix, String a, String b) {
        return matrix.pair(matrix.indexOf(Named.domain(a)).orElseThrow(), matrix.indexOf(Named.domain(b)).orElseThrow())
                .orElseThrow().fsd()
                .toDouble();
    }

    private static List<float[]> values(Tensors tensors) {
        List<float[]> values = new ArrayList<>();
        tensors.layers().forEach(layer -> values.add(tensors.read(layer)));
        return values;
    }

    private static boolean same(@Nullable List<float[]> one, @Nullable List<float[]> other) {
        if (one == null || other == null) {
            return false;
        }
        for (int i = 0; i < one.size(); i++) {
            if (!java.util.Arrays.equals(one.get(i), other.get(i))) {
                return false;
            }
        }
        return true;
    }
}
