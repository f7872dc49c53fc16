package dev.shaker.djl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.io.AdapterReader;
import dev.shaker.error.ErrorCode;
import dev.shaker.evaluation.EvaluationJob;
import dev.shaker.evaluation.EvaluationResult;
import dev.shaker.evaluation.attack.Language;
import dev.shaker.tensor.MemoryByteSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DjlEvaluatorTest {
    /** {@code -Dbatches=10000} for the long run. */
    private static final int BATCHES = Integer.getInteger("batches", 1000);

    private final Space sample = Space.sample();
    @SuppressWarnings("NullAway.Init")
    private DjlEvaluator evaluator;

    @BeforeEach
    void open() {
        evaluator = new DjlEvaluator(EvaluatorSettings.defaults("cpu", 0));
    }

    @AfterEach
    void close() {
        evaluator.close();
    }

    @ParameterizedTest
    @ValueSource(strings = { "pfeiffer", "lora" })
    void aBatchLeavesNoArrayBehind(String method) {
        // Given
        EvaluationJob job = small(sample.job(method, sample.members(method, List.of("nli", "reviews")), "nli"));
        evaluator.evaluate(job);
        int arrays = evaluator.openArrays();

        // When
        for (int batch = 0; batch < 10; batch++) {
            evaluator.evaluate(job);
        }

        // Then
        assertThat(evaluator.openArrays()).isEqualTo(arrays);
    }

    @Tag("proof")
    @ParameterizedTest
    @ValueSource(strings = { "pfeiffer", "lora" })
    void manyBatchesLeaveNoNativeMemoryBehind(String method) throws IOException {
        // Given
        EvaluationJob job = small(sample.job(method, sample.members(method, List.of("nli", "reviews")), "nli"));
        for (int batch = 0; batch < 100; batch++) {
            evaluator.evaluate(job);
        }
        int arrays = evaluator.openArrays();
        long before = ResidentMemory.kilobytes();

        // When
        long growth = ResidentMemory.growth(() -> {
            for (int batch = 0; batch < BATCHES / 2; batch++) {
                evaluator.evaluate(job);
            }
        });

        // Then
        System.out.printf("%s, %d batches: resident memory %d kB before, %d kB after%n", method, BATCHES, before,
                ResidentMemory.kilobytes());
        assertThat(evaluator.openArrays()).isEqualTo(arrays);
        // One array of 32 rows lost in each batch would be over 100 MB.
        assertThat(growth).as("growth of resident memory in kB").isLessThan(40_000);
    }

    @Test
    void orderAndBatchesOfRowsAreNotSeenInTheResult() {
        EvaluationJob job = sample.job("pfeiffer", sample.members("pfeiffer", List.of("nli", "films", "posts")), "nli");
        EvaluationJob other = new EvaluationJob(job.base(), job.members().reversed(), job.head(), job.split(),
                new EvaluationJob.Limits(64, 7, 300, 8));

        EvaluationResult one = evaluator.evaluate(job);
        EvaluationResult two = evaluator.evaluate(other);

        assertThat(two.correct()).isEqualTo(one.correct());
        assertThat(one.device()).isEqualTo("cpu");
        assertThat(one.accuracy()).isEqualTo(one.correct() / 300.0);
    }

    @Test
    void rowsBeyondTheLimitAreNotClassified() {
        EvaluationJob job = sample.job("lora", sample.members("lora", List.of("nli")), "nli");

        EvaluationResult result = evaluator.evaluate(new EvaluationJob(job.base(), job.members(), job.head(),
                job.split(), new EvaluationJob.Limits(64, 64, 10, 99)));

        assertThat(result.total()).isEqualTo(10);
        assertThat(result.logits()).hasSize(10);
    }

    @Test
    void anAdapterOfAnotherBaseModelIsRefusedAndTheNextEvaluationWorks() {
        // Given
        EvaluationJob job = sample.job("pfeiffer", sample.members("pfeiffer", List.of("nli")), "nli");
        var foreign = AdapterReader.open(new LocalFiles(Path.of("src/test/resources/encoder-golden/houlsby")));

        // Then
        assertThatThrownBy(() -> evaluator.evaluate(new EvaluationJob(job.base(),
                List.of(new EvaluationJob.Member("foreign", foreign)), job.head(), job.split(), job.limits())))
                .hasMessageContaining("hidden size").extracting("code")
                .isEqualTo(ErrorCode.ADAPTER_NOT_COMPARABLE);
        assertThat(evaluator.evaluate(job).correct()).isEqualTo(274);
    }

    @Test
    void adaptersOfDifferentMethodsHaveNoMean() {
        EvaluationJob job = sample.job("pfeiffer", List.of(sample.members("pfeiffer", List.of("nli")).getFirst(),
                sample.members("lora", List.of("nli")).getFirst()), "nli");

        assertThatThrownBy(() -> evaluator.evaluate(job)).extracting("code")
                .isEqualTo(ErrorCode.ADAPTER_NOT_COMPARABLE);
    }

    @Test
    void aBadRowFailsTheEvaluationWithFileAndLineUnlessAllowed() {
        EvaluationJob job = sample.job("pfeiffer", sample.members("pfeiffer", List.of("nli")), "nli");
        byte[] rows = "label\ttext_a\ttext_b\n0\ta\tb\n9\ta\tb\n1\tc\td\n".getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> evaluator.evaluate(withRows(job, rows, 0))).hasMessageContaining("bad.tsv")
                .hasMessageContaining("line 3").extracting("code").isEqualTo(ErrorCode.DATA_ROW_INVALID);
        assertThat(evaluator.evaluate(withRows(job, rows, 1)).badRows()).isEqualTo(1);
    }

    /** PyTorch's own error in the middle of the batches, as one of CUDA would be. */
    @Test
    void anErrorOfTheEngineInTheMiddleOfAnEvaluationIsTheDevicesFault() {
        EvaluationJob job = sample.job("pfeiffer", sample.members("pfeiffer", List.of("nli")), "nli");
        Runnable failing = () -> {
            try (NDManager manager = TorchDevice.open("cpu", 0).newManager()) {
                manager.ones(new Shape(2, 3)).matMul(manager.ones(new Shape(2, 3)));
            }
        };
        try (DjlEvaluator broken = new DjlEvaluator(EvaluatorSettings.defaults("cpu", 2), failing,
                Language.unknown())) {
            assertThatThrownBy(() -> broken.evaluate(job)).hasMessageContaining("PyTorch failed on cpu")
                    .extracting("code").isEqualTo(ErrorCode.DEVICE_FAILED);
            assertThatThrownBy(() -> broken.evaluateAll(List.of(job, job), () -> true)).extracting("code")
                    .isEqualTo(ErrorCode.DEVICE_FAILED);
        }
    }

    @Test
    void anUnknownDeviceIsRefusedWithItsSetting() {
        assertThatThrownBy(() -> TorchDevice.open("tpu", 0)).hasMessageContaining("shaker.evaluation.device")
                .extracting("code")
                .isEqualTo(ErrorCode.CONFIGURATION_INVALID);
        assertThatThrownBy(() -> TorchDevice.open("gpu:99", 0)).hasMessageContaining("gpu:99").extracting("code")
                .isEqualTo(ErrorCode.DEVICE_UNAVAILABLE);
    }

    private static EvaluationJob withRows(EvaluationJob job, byte[] rows, int allowed) {
        return new EvaluationJob(job.base(), job.members(), job.head(),
                new EvaluationJob.Split("bad-" + allowed, new MemoryByteSource("bad.tsv", rows), job.split().format(),
                        job.split().labels(), allowed),
                job.limits());
    }

    /** One batch of 32 rows. */
    private static EvaluationJob small(EvaluationJob job) {
        return new EvaluationJob(job.base(), job.members(), job.head(), job.split(),
                new EvaluationJob.Limits(64, 32, 32, 0));
    }
}
