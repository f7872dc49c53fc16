package dev.shaker.evaluation;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EvaluationKeyTest {
    @Test
    void subsetsAreSetsOfMembers() {
        assertThat(key(new EvaluationSubject.Subset(List.of("b", "a", "b"))).id())
                .isEqualTo(key(new EvaluationSubject.Subset(List.of("a", "b"))).id());
    }

    @Test
    void everyFieldTellsEvaluationsApart() {
        EvaluationKey one = key(new EvaluationSubject.Single("a"));

        assertThat(List.of(one, key(new EvaluationSubject.Mixture("a")), key(new EvaluationSubject.Single("b")),
                key(new EvaluationSubject.Subset(List.of("a"))),
                new EvaluationKey("base2", one.subject(), "sst2", "h", "s3://b/test.tsv", 128, 500),
                new EvaluationKey("base", one.subject(), "rte", "h", "s3://b/test.tsv", 128, 500),
                new EvaluationKey("base", one.subject(), "sst2", "i", "s3://b/test.tsv", 128, 500),
                new EvaluationKey("base", one.subject(), "sst2", "h", "s3://b/other.tsv", 128, 500),
                new EvaluationKey("base", one.subject(), "sst2", "h", "s3://b/test.tsv", 64, 500),
                new EvaluationKey("base", one.subject(), "sst2", "h", "s3://b/test.tsv", 128, 501),
                under(new Attack.Fgsm(0.01)), under(new Attack.Fgsm(0.02)), under(new Attack.TextFooler()),
                under(new Attack.TextFooler(0.9, 0.8, 50, Optional.empty(), Optional.empty())),
                under(new Attack.TextFooler(0.84, 0.8, 20, Optional.empty(), Optional.empty())),
                under(new Attack.TextFooler(0.84, 0.8, 50, Optional.of("s3://b/v.txt"), Optional.empty())),
                under(new Attack.TextFooler(0.84, 0.7, 50, Optional.of("s3://b/v.txt"), Optional.empty())),
                under(new Attack.TextFooler(0.84, 0.8, 50, Optional.empty(), Optional.of("s3://b/v.txt")))))
                .extracting(EvaluationKey::id).doesNotHaveDuplicates()
                .allSatisfy(id -> assertThat(id).matches("[0-9a-f]{64}"));
    }

    @Test
    void withoutAnAttackAKeyIsWhatItWasBeforeThereWereAttacks() {
        // The id that this evaluation had when keys knew no attack.
        assertThat(key(new EvaluationSubject.Single("a")).id()).isEqualTo(
                "0f36c961acc4c8ee111c7a94ffbab31cef3c0616c36ac8afb54221e0543e1ec4");
    }

    @Test
    void aThresholdThatIsNotUsedMakesNoOtherEvaluation() {
        assertThat(under(new Attack.TextFooler(0.84, 0.5, 50, Optional.empty(), Optional.empty())).id())
                .isEqualTo(under(new Attack.TextFooler()).id());
    }

    @Test
    void aValueCannotImitateTheNextField() {
        EvaluationKey plain = new EvaluationKey("base", new EvaluationSubject.Single("a"), "d\nhead 1 h", "h", "s", 9,
                9);
        EvaluationKey other = new EvaluationKey("base", new EvaluationSubject.Single("a"), "d", "h", "s", 9, 9);

        assertThat(plain.id()).isNotEqualTo(other.id());
    }

    private static EvaluationKey key(EvaluationSubject subject) {
        return new EvaluationKey("base", subject, "sst2", "h", "s3://b/test.tsv", 128, 500);
    }

    private static EvaluationKey under(Attack attack) {
        return new EvaluationKey("base", new EvaluationSubject.Single("a"), "sst2", "h", "s3://b/test.tsv", 128, 500,
                attack);
    }
}
