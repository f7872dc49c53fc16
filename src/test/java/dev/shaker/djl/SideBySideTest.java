package dev.shaker.djl;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.io.AdapterReader;
import dev.shaker.djl.torch.Precision;
import dev.shaker.error.ErrorCode;
import dev.shaker.evaluation.EvaluationJob;
import dev.shaker.evaluation.EvaluationResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** Many evaluations at once on two lanes, whatever the number of cores. */
class SideBySideTest {
    private static final EvaluatorSettings TWO = EvaluatorSettings.defaults("cpu", 2);
    /** {@code -Dbatches=10000} for the long run. */
    private static final int BATCHES = Integer.getInteger("batches", 300);
    private static final List<String> DOMAINS = List.of("nli", "reviews", "headlines", "films");

    private final Space sample = Space.sample();

    @ParameterizedTest
    @ValueSource(strings = { "pfeiffer", "lora" })
    void resultsAreThoseOfOneEvaluationAfterTheOther(String method) {
        // Given
        List<EvaluationJob> jobs = jobs(method);
        try (DjlEvaluator evaluator = new DjlEvaluator(TWO)) {
            // When
            List<EvaluationResult> together = evaluator.evaluateAll(jobs, () -> true).orElseThrow();

            // Then
            for (int i = 0; i < jobs.size(); i++) {
                alike(together.get(i), evaluator.evaluate(jobs.get(i)));
            }
        }
    }

    @Test
    void splitsThatFallOutOfTheBudgetWhileALaneReadsThemDoNoHarm() {
        // Given
        List<EvaluationJob> jobs = jobs("pfeiffer");
        // Room for a split or two with their prefixes, so that each lane drives out what the other one uses.
        EvaluatorSettings narrow = new EvaluatorSettings("cpu", 2, TWO.baseBytes(), 16L << 20, TWO.memberBytes(), 2048,
                Precision.FLOAT32);
        List<EvaluationJob> shuffled = new ArrayList<>();
        for (int i = 0; i < jobs.size(); i++) {
            shuffled.add(jobs.get(i * 3 % jobs.size()));
        }
        try (DjlEvaluator evaluator = new DjlEvaluator(narrow); DjlEvaluator other = new DjlEvaluator(TWO)) {
            // When
            List<EvaluationResult> together = evaluator.evaluateAll(shuffled, () -> true).orElseThrow();

            // Then
            for (int i = 0; i < jobs.size(); i++) {
                alike(together.get(i), other.evaluate(shuffled.get(i)));
            }
        }
    }

    @Test
    void nothingIsBegunOnceItIsNoLongerWanted() {
        AtomicInteger asked = new AtomicInteger();
        List<EvaluationJob> many = new ArrayList<>();
        List<EvaluationJob> few = jobs("pfeiffer");
        for (int i = 0; i < 200; i++) {
            many.addAll(few);
        }
        try (DjlEvaluator evaluator = new DjlEvaluator(TWO)) {
            assertThat(evaluator.evaluateAll(many, () -> asked.incrementAndGet() < 2)).isEmpty();
            assertThat(asked.get()).isEqualTo(2);
        }
    }

    @Test
    void theFailureOfOneIsToldAndTheNextOnesWork() {
        // Given
        List<EvaluationJob> jobs = new ArrayList<>(jobs("pfeiffer"));
        EvaluationJob good = jobs.getFirst();
        var foreign = AdapterReader
                .open(new LocalFiles(Path.of("src/test/resources/encoder-golden/houlsby")));
        jobs.add(3, new EvaluationJob(good.base(), List.of(new EvaluationJob.Member("foreign", foreign)), good.head(),
                good.split(), good.limits()));
        try (DjlEvaluator evaluator = new DjlEvaluator(TWO)) {
            // Then
            assertThatThrownBy(() -> evaluator.evaluateAll(jobs, () -> true)).extracting("code")
                    .isEqualTo(ErrorCode.ADAPTER_NOT_COMPARABLE);
            assertThat(evaluator.evaluateAll(List.of(good, good), () -> true).orElseThrow().getLast().correct())
                    .isEqualTo(evaluator.evaluate(good).correct());
        }
    }

    @Test
    void batchesSideBySideLeaveNoNativeMemoryBehind() throws IOException {
        // Given
        EvaluationJob job = jobs("pfeiffer").get(1);
        EvaluationJob small = new EvaluationJob(job.base(), job.members(), job.head(), job.split(),
                new EvaluationJob.Limits(64, 32, 32, 0));
        try (DjlEvaluator evaluator = new DjlEvaluator(TWO)) {
            evaluator.evaluateAll(Collections.nCopies(100, small), () -> true);
            int arrays = evaluator.openArrays();
            long before = ResidentMemory.kilobytes();

            // When
            long growth = ResidentMemory
                    .growth(() -> evaluator.evaluateAll(Collections.nCopies(BATCHES / 2, small), () -> true));

            // Then
            System.out.printf("%d batches side by side: resident memory %d kB before, %d kB after%n", BATCHES, before,
                    ResidentMemory.kilobytes());
            assertThat(evaluator.openArrays()).isEqualTo(arrays);
            assertThat(growth).as("growth of resident memory in kB").isLessThan(40_000);
        }
    }

    @Test
    void halfPrecisionLosesLittle() {
        List<EvaluationJob> jobs = jobs("pfeiffer").subList(0, 2);
        EvaluatorSettings half = new EvaluatorSettings("cpu", 2, TWO.baseBytes(), TWO.splitBytes(), TWO.memberBytes(),
                2048, Precision.FLOAT16);
        try (DjlEvaluator evaluator = new DjlEvaluator(TWO); DjlEvaluator rough = new DjlEvaluator(half)) {
            for (EvaluationJob job : jobs) {
                EvaluationResult exact = evaluator.evaluate(job);
                EvaluationResult rounded = rough.evaluate(job);

                assertThat(exact.device()).isEqualTo("cpu");
                assertThat(rounded.device()).isEqualTo("cpu float16");
                assertThat(rounded.accuracy()).isCloseTo(exact.accuracy(), within(0.01));
                for (int row = 0; row < exact.logits().size(); row++) {
                    for (int label = 0; label < exact.logits().get(row).size(); label++) {
                        assertThat(rounded.logits().get(row).get(label))
                                .isCloseTo(exact.logits().get(row).get(label), within(0.05f));
                    }
                }
            }
        }
    }

    @Test
    void aPrecisionThatTheEngineLacksIsRefusedByName() {
        assertThatThrownBy(() -> Precision.named("bfloat16")).hasMessageContaining("use float16")
                .extracting("code").isEqualTo(ErrorCode.CONFIGURATION_INVALID);
        assertThatThrownBy(() -> Precision.named("int8")).hasMessageContaining("'int8'").extracting("code")
                .isEqualTo(ErrorCode.CONFIGURATION_INVALID);
        assertThat(Precision.named("Float16")).isEqualTo(Precision.FLOAT16);
    }

    /** Each pair of domains, on the rows of both, one domain after the other. */
    private List<EvaluationJob> jobs(String method) {
        List<EvaluationJob> jobs = new ArrayList<>();
        for (String domain : DOMAINS) {
            for (String other : DOMAINS) {
                jobs.add(sample.job(method, sample.members(method, List.of(domain, other)), domain));
            }
        }
        return jobs;
    }

    private static void alike(EvaluationResult one, EvaluationResult other) {
        assertThat(one.correct()).isEqualTo(other.correct());
        assertThat(one.total()).isEqualTo(other.total());
        for (int row = 0; row < one.logits().size(); row++) {
            for (int label = 0; label < one.logits().get(row).size(); label++) {
                assertThat(one.logits().get(row).get(label)).isCloseTo(other.logits().get(row).get(label),
                        within(1e-5f));
            }
        }
    }
}
