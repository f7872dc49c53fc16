package dev.shaker.djl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.base.BaseModel;
import dev.shaker.adapter.io.AdapterReader;
import dev.shaker.djl.torch.Precision;
import dev.shaker.error.ErrorCode;
import dev.shaker.evaluation.Attack;
import dev.shaker.evaluation.AttackOutcome;
import dev.shaker.evaluation.EvaluationJob;
import dev.shaker.evaluation.EvaluationResult;
import dev.shaker.evaluation.sweep.MemberMean;
import dev.shaker.evaluation.sweep.MemberWeights;
import dev.shaker.tensor.JsonText;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class FgsmTest {
    private static final Path GOLDEN = Path.of("src/test/resources/roberta-golden");

    private final Space sample = Space.sample();
    private static NDManager manager;

    @BeforeAll
    static void open() {
        manager = TorchDevice.open("cpu", 1).newManager();
    }

    @AfterAll
    static void close() {
        manager.close();
    }

    @ParameterizedTest
    @ValueSource(strings = { "houlsby", "pfeiffer", "pfeiffer-static", "lora", "lora-hub" })
    void gradientAndAttackedLogitsAreTheStockLibrarys(String name) throws IOException {
        // Given
        JsonNode expected = JsonText.parse(ErrorCode.INTERNAL, "expected",
                Files.readAllBytes(GOLDEN.resolve("expected.json")));
        EncoderWeights base = EncoderWeights.load(BaseModel.open(new LocalFiles(GOLDEN.resolve("base"))),
                Precision.FLOAT32, manager);
        Adapter adapter = AdapterReader.open(new LocalFiles(GOLDEN.resolve(name)));
        List<EncodedRow> rows = expected.path("ids").valueStream().map(
                ids -> new EncodedRow(ids.valueStream().mapToInt(JsonNode::asInt).toArray(), ids.size())).toList();
        int[] all = java.util.stream.IntStream.range(0, rows.size()).toArray();
        try (AdaptedEncoder encoder = AdaptedEncoder.of(base, MemberWeights.read(adapter), manager);
                DeviceHead head = DeviceHead.of(adapter.head().orElseThrow(), base, manager);
                NDManager scope = manager.newSubManager()) {
            Fgsm fgsm = new Fgsm(encoder, head, 0.01);
            TokenBatch first = TokenBatch.of(rows, new int[]{ 0 }, 1);

            // When
            Forward forward = new Forward(base, first, scope);
            float[] gradient = fgsm.gradient(forward, first, forward.words(first), new int[1]).toFloatArray();
            float[] attacked = fgsm.logits(TokenBatch.of(rows, all, 1), new int[all.length], manager);

            // Then
            assertClose(gradient, expected.path("gradients").path(name).valueStream().toList(), 1e-4);
            assertClose(attacked, expected.path("attacked").path(name).valueStream()
                    .flatMap(JsonNode::valueStream).toList(), 5e-4);
        }
    }

    private static void assertClose(float[] actual, List<JsonNode> expected, double tolerance) {
        assertThat(actual).hasSize(expected.size());
        for (int i = 0; i < actual.length; i++) {
            assertThat((double) actual[i]).as("at %d", i).isCloseTo(expected.get(i).asDouble(),
                    within(tolerance * Math.max(1, Math.abs(expected.get(i).asDouble()))));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "pfeiffer", "lora" })
    void theGradientOfAMixtureIsTheFiniteDifferenceOfItsLoss(String method) {
        // Given
        LoadedBase base = LoadedBase.load(new LocalFiles(sample.directory().resolve("base")), Precision.FLOAT32,
                manager);
        List<MemberWeights> members = List.of(MemberWeights.read(sample.adapter(method, "nli")),
                MemberWeights.read(sample.adapter(method, "films")));
        TokenBatch tokens = TokenBatch.of(List.of(new EncodedRow(new int[]{ 2, 40, 51, 62, 3, 77, 85, 3 }, 5),
                new EncodedRow(new int[]{ 2, 140, 151, 3, 33, 3 }, 4)), new int[]{ 0, 1 }, 0);
        int[] labels = { 0, 1 };
        try (base;
                AdaptedEncoder encoder = AdaptedEncoder.of(base.weights(), MemberMean.of(members), manager);
                DeviceHead head = DeviceHead.of(sample.adapter(method, "nli").head().orElseThrow(), base.weights(),
                        manager);
                NDManager scope = manager.newSubManager()) {
            Fgsm fgsm = new Fgsm(encoder, head, 0.01);
            Forward forward = new Forward(base.weights(), tokens, scope);
            NDArray words = forward.words(tokens);

            // When
            float[] gradient = fgsm.gradient(forward, tokens, words, labels).toFloatArray();

            // Then
            double norm = 0;
            for (float g : gradient) {
                norm += (double) g * g;
            }
            assertThat(norm).isPositive();
            Random random = new Random(7);
            for (int trial = 0; trial < 12; trial++) {
                float[] direction = new float[gradient.length];
                double slope = 0;
                for (int i = 0; i < direction.length; i++) {
                    direction[i] = trial == 0 ? (float) (gradient[i] / Math.sqrt(norm)) : direction(random, i, trial);
                    slope += (double) direction[i] * gradient[i];
                }
                double step = trial == 0 ? 1e-2 : 2e-3;
                double up = loss(fgsm, forward, tokens, moved(words, direction, step), labels);
                double down = loss(fgsm, forward, tokens, moved(words, direction, -step), labels);
                assertThat((up - down) / (2 * step)).as("direction %d", trial)
                        .isCloseTo(slope, within(0.01 * Math.sqrt(norm)));
            }
        }
    }

    /** Every component up or down, one part of the components in each trial. */
    private static float direction(Random random, int i, int trial) {
        return i % 11 == trial - 1 ? random.nextBoolean() ? 1 : -1 : 0;
    }

    private static NDArray moved(NDArray words, float[] direction, double step) {
        NDArray by = words.getManager().create(direction, words.getShape());
        return by.muli(step).addi(words);
    }

    private static double loss(Fgsm fgsm, Forward forward, TokenBatch tokens, NDArray words, int[] labels) {
        float[] logits = fgsm.logits(forward, tokens, words).toFloatArray();
        int classes = logits.length / labels.length;
        double loss = 0;
        for (int row = 0; row < labels.length; row++) {
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                sum += Math.exp(logits[row * classes + c]);
            }
            loss += Math.log(sum) - logits[row * classes + labels[row]];
        }
        return loss;
    }

    @ParameterizedTest
    @ValueSource(strings = { "pfeiffer", "lora" })
    void anAttackLowersAccuracyTheMoreTheLargerItsStep(String method) {
        // Given
        EvaluationJob job = sample.job(method, sample.members(method, List.of("nli", "reviews")), "nli");
        try (DjlEvaluator evaluator = new DjlEvaluator(EvaluatorSettings.defaults("cpu", 1))) {
            // When
            EvaluationResult clean = evaluator.evaluate(job);
            EvaluationResult weak = evaluator.evaluate(job.under(new Attack.Fgsm(1e-7)));
            EvaluationResult some = evaluator.evaluate(job.under(new Attack.Fgsm(0.003)));
            EvaluationResult strong = evaluator.evaluate(job.under(new Attack.Fgsm(0.03)));

            // Then
            assertThat(clean.attack()).isEmpty();
            assertThat(weak.correct()).isEqualTo(clean.correct());
            assertThat(weak.logits()).isEqualTo(clean.logits());
            assertThat(correct(weak)).isEqualTo(clean.correct());
            assertThat(correct(some)).isLessThan(clean.correct());
            assertThat(correct(strong)).isLessThan(correct(some));
        }
    }

    private static int correct(EvaluationResult result) {
        AttackOutcome outcome = result.attack().orElseThrow();
        assertThat(outcome.total()).isEqualTo(result.total());
        assertThat(outcome.accuracy()).isEqualTo((double) outcome.correct() / result.total());
        return outcome.correct();
    }

    @Test
    void anAttackLeavesNoNativeMemoryBehind() throws IOException {
        // Given
        EvaluationJob whole = sample.job("pfeiffer", sample.members("pfeiffer", List.of("nli", "reviews")), "nli");
        EvaluationJob job = new EvaluationJob(whole.base(), whole.members(), whole.head(), whole.split(),
                new EvaluationJob.Limits(64, 32, 32, 0), new Attack.Fgsm(0.01));
        try (DjlEvaluator evaluator = new DjlEvaluator(EvaluatorSettings.defaults("cpu", 1))) {
            for (int batch = 0; batch < 20; batch++) {
                evaluator.evaluate(job);
            }
            int arrays = evaluator.openArrays();
            long resident = ResidentMemory.kilobytes();

            // When
            for (int batch = 0; batch < 100; batch++) {
                evaluator.evaluate(job);
            }

            // Then
            assertThat(evaluator.openArrays()).isEqualTo(arrays);
            // One graph lost in each batch would be over 1 GB by its activations; the Java heap itself may still grow by its first size.
            assertThat(ResidentMemory.kilobytes() - resident).as("growth in kB").isLessThan(400_000);
        }
    }

    @Test
    void aStepThatIsNoStepIsRefused() {
        for (double epsilon : new double[]{ 0, -1, Double.NaN, Double.POSITIVE_INFINITY }) {
            assertThatThrownBy(() -> new Attack.Fgsm(epsilon)).hasMessageContaining("epsilon").extracting("code")
                    .isEqualTo(ErrorCode.REQUEST_INVALID);
        }
    }
}
