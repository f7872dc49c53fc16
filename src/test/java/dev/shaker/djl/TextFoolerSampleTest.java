package dev.shaker.djl;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.shaker.evaluation.Adversary;
import dev.shaker.evaluation.Attack;
import dev.shaker.evaluation.AttackOutcome;
import dev.shaker.evaluation.EvaluationJob;
import dev.shaker.evaluation.EvaluationResult;
import dev.shaker.evaluation.attack.Language;
import dev.shaker.tensor.MemoryByteSource;
import dev.shaker.words.OpenNlpTagger;
import dev.shaker.words.WordNetSynonyms;

import static org.assertj.core.api.Assertions.assertThat;

/** TextFooler with WordNet, the tagger and PyTorch themselves on the sample's mixtures. */
class TextFoolerSampleTest {
    private static final DjlEvaluator EVALUATOR = new DjlEvaluator(EvaluatorSettings.defaults("cpu", 0), () -> {
    }, new Language(new WordNetSynonyms(), new OpenNlpTagger()));

    private final Space sample = Space.sample();

    @AfterAll
    static void close() {
        EVALUATOR.close();
    }

    @ParameterizedTest
    @CsvSource({ "pfeiffer,reviews", "lora,films", "pfeiffer,paraphrase" })
    void everyReportedAdversarialRowFlipsWhenItIsEvaluatedAgain(String method, String domain) {
        // Given
        EvaluationJob job = sample.job(method, sample.members(method, List.of("nli", domain)), domain);

        // When
        EvaluationResult result = EVALUATOR.evaluate(job.under(new Attack.TextFooler()));

        // Then
        AttackOutcome outcome = result.attack().orElseThrow();
        assertThat(outcome.adversaries()).isNotEmpty();
        assertThat(outcome.correct()).isEqualTo(result.correct() - outcome.adversaries().size());
        assertThat(outcome.effort().wordsChanged())
                .isEqualTo(outcome.adversaries().stream().mapToLong(Adversary::wordsChanged).sum());
        List<Integer> again = again(job, outcome.adversaries());
        for (int i = 0; i < again.size(); i++) {
            Adversary adversary = outcome.adversaries().get(i);
            assertThat(again.get(i)).as(adversary.toString()).isEqualTo(adversary.predicted())
                    .isNotEqualTo(adversary.original().label());
            assertThat(adversary.similarity()).isGreaterThanOrEqualTo(0.84);
            assertThat(adversary.changed().label()).isEqualTo(adversary.original().label());
        }
    }

    @Test
    void wordVectorsAndAnotherEncoderTakeTheirPlaces() {
        // Given
        EvaluationJob job = sample.job("pfeiffer", sample.members("pfeiffer", List.of("nli", "reviews")), "reviews");
        byte[] vectors = "charming 1 0\nboring 1 0.01\n".getBytes(StandardCharsets.UTF_8);
        var aids = new EvaluationJob.Aids(Optional.of(new MemoryByteSource("vectors.txt", vectors)),
                Optional.of(new EvaluationJob.BaseSource("encoder", job.base().files())));

        // When
        AttackOutcome outcome = EVALUATOR.evaluate(new EvaluationJob(job.base(), job.members(), job.head(),
                job.split(), job.limits(), new Attack.TextFooler(0.5, 0.8, 50, Optional.of("vectors.txt"),
                        Optional.of("encoder")),
                aids)).attack().orElseThrow();

        // Then
        assertThat(outcome.adversaries()).isNotEmpty().allSatisfy(adversary -> assertThat(adversary.changed().textA())
                .isIn(adversary.original().textA().replace("charming", "boring"),
                        adversary.original().textA().replace("boring", "charming")));
    }

    @Test
    void theSameAttackTwiceHasTheSameOutcome() {
        EvaluationJob job = sample.job("lora", sample.members("lora", List.of("films")), "films");
        EvaluationJob some = new EvaluationJob(job.base(), job.members(), job.head(), job.split(),
                new EvaluationJob.Limits(64, 64, 40, 0), new Attack.TextFooler());

        assertThat(EVALUATOR.evaluate(some).attack()).isEqualTo(EVALUATOR.evaluate(some).attack());
    }

    @Test
    void anAttackOnTextsLeavesNothingOnTheDevice() {
        EvaluationJob job = sample.job("lora", sample.members("lora", List.of("films")), "films");
        EvaluationJob some = new EvaluationJob(job.base(), job.members(), job.head(), job.split(),
                new EvaluationJob.Limits(64, 64, 20, 0), new Attack.TextFooler());
        EVALUATOR.evaluate(some);
        int arrays = EVALUATOR.openArrays();

        EVALUATOR.evaluate(some);

        assertThat(EVALUATOR.openArrays()).isEqualTo(arrays);
    }

    /** What the rewritten rows are taken for, written to a file and evaluated as any file is. */
    private static List<Integer> again(EvaluationJob job, List<Adversary> adversaries) {
        StringBuilder file = new StringBuilder("label\ttext_a\ttext_b\n");
        for (Adversary adversary : adversaries) {
            var row = adversary.changed();
            file.append(row.label()).append('\t').append(row.textA()).append('\t').append(row.textB()).append('\n');
        }
        var source = new MemoryByteSource("adversaries.tsv", file.toString().getBytes(StandardCharsets.UTF_8));
        var split = new EvaluationJob.Split("again " + job.split().key(), source, job.split().format(),
                job.split().labels(), 0);
        EvaluationResult result = EVALUATOR.evaluate(new EvaluationJob(job.base(), job.members(), job.head(), split,
                new EvaluationJob.Limits(64, 64, Integer.MAX_VALUE, adversaries.size())));
        assertThat(result.correct()).isZero();
        List<Integer> predicted = new ArrayList<>();
        for (List<Float> logits : result.logits()) {
            predicted.add(logits.indexOf(java.util.Collections.max(logits)));
        }
        return predicted;
    }
}
