package dev.shaker.evaluation;

import java.util.List;

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
                new EvaluationKey("base", one.subject(), "sst2", "h", "s3://b/test.tsv", 128, 501)))
                .extracting(EvaluationKey::id).doesNotHaveDuplicates()
                .allSatisfy(id -> assertThat(id).matches("[0-9a-f]{64}"));
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
}
