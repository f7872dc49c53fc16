package dev.shaker.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.shaker.Named;
import dev.shaker.adapter.Prompt;
import dev.shaker.identity.EvaluationId;

import static org.assertj.core.api.Assertions.assertThat;

class EvaluationInputTest {
    private static final List<String> LABELS = List.of("no", "yes");

    @Test
    void subsetsAreSetsOfMembers() {
        assertThat(of(new EvaluationSubject.Subset(List.of(Named.adapter("b"), Named.adapter("a"), Named.adapter("b"))))
                .id())
                .isEqualTo(of(new EvaluationSubject.Subset(List.of(Named.adapter("a"), Named.adapter("b")))).id());
    }

    @Test
    void everyFieldTellsEvaluationsApart() {
        EvaluationSubject one = new EvaluationSubject.Single(Named.adapter("a"));
        Attack none = new Attack.None();
        List<EvaluationInput> inputs = new ArrayList<>(List.of(of(one),
                of(new EvaluationSubject.Mixture(Named.mixture("a"))),
                of(new EvaluationSubject.Single(Named.adapter("b"))),
                of(new EvaluationSubject.Subset(List.of(Named.adapter("a")))),
                of("other", "base", "files", "sst2", "h", LABELS, "s", "tsv", 128, 500, 0, List.of(), "float32"),
                of("space", "base2", "files", "sst2", "h", LABELS, "s", "tsv", 128, 500, 0, List.of(), "float32"),
                of("space", "base", "repaired", "sst2", "h", LABELS, "s", "tsv", 128, 500, 0, List.of(), "float32"),
                of("space", "base", "files", "rte", "h", LABELS, "s", "tsv", 128, 500, 0, List.of(), "float32"),
                of("space", "base", "files", "sst2", EvaluationInput.ARTEFACT, LABELS, "s", "tsv", 128, 500, 0,
                        List.of(), "float32"),
                of("space", "base", "files", "sst2", "h", LABELS.reversed(), "s", "tsv", 128, 500, 0, List.of(),
                        "float32"),
                of("space", "base", "files", "sst2", "h", LABELS, "t", "tsv", 128, 500, 0, List.of(), "float32"),
                of("space", "base", "files", "sst2", "h", LABELS, "s", "csv", 128, 500, 0, List.of(), "float32"),
                of("space", "base", "files", "sst2", "h", LABELS, "s", "tsv", 64, 500, 0, List.of(), "float32"),
                of("space", "base", "files", "sst2", "h", LABELS, "s", "tsv", 128, 501, 0, List.of(), "float32"),
                of("space", "base", "files", "sst2", "h", LABELS, "s", "tsv", 128, 500, 1, List.of(), "float32"),
                of("space", "base", "files", "sst2", "h", LABELS, "s", "tsv", 128, 500, 0, List.of("v"), "float32"),
                of("space", "base", "files", "sst2", "h", LABELS, "s", "tsv", 128, 500, 0, List.of(), "float16")));
        for (Attack attack : List.of(new Attack.Fgsm(0.01), new Attack.Fgsm(0.02), new Attack.TextFooler(),
                new Attack.TextFooler(0.9, 0.8, 50, Optional.empty(), Optional.empty()),
                new Attack.TextFooler(0.84, 0.8, 20, Optional.empty(), Optional.empty()),
                new Attack.TextFooler(0.84, 0.8, 50, Optional.of("s3://b/v.txt"), Optional.empty()),
                new Attack.TextFooler(0.84, 0.7, 50, Optional.of("s3://b/v.txt"), Optional.empty()),
                new Attack.TextFooler(0.84, 0.8, 50, Optional.empty(), Optional.of("s3://b/v.txt")))) {
            inputs.add(under(attack));
        }
        for (Prompt prompt : List.of(new Prompt("{text_a}:", List.of(" a", " b")),
                new Prompt("{text_a}", List.of(" a", " b")), new Prompt("{text_a}:", List.of("a", " b")),
                new Prompt("{text_a}:", List.of(" b", " a")))) {
            inputs.add(asked(prompt));
        }
        assertThat(asked(null).id()).isEqualTo(of(one).id());
        assertThat(under(none).id()).isEqualTo(of(one).id());
        assertThat(inputs).extracting(EvaluationInput::id).doesNotHaveDuplicates()
                .allSatisfy(id -> assertThat(id.hex()).matches("[0-9a-f]{64}"));
    }

    @Test
    void aThresholdThatIsNotUsedMakesNoOtherEvaluation() {
        assertThat(under(new Attack.TextFooler(0.84, 0.5, 50, Optional.empty(), Optional.empty())).id())
                .isEqualTo(under(new Attack.TextFooler()).id());
    }

    @Test
    void aValueCannotImitateTheNextField() {
        assertThat(of("space", "base", "files", "d", "h\nlabel 1 a", List.of("b"), "s", "tsv", 9, 9, 0, List.of(), "x")
                .id()).isNotEqualTo(
                        of("space", "base", "files", "d", "h", List.of("a", "b"), "s", "tsv", 9, 9, 0, List.of(), "x")
                                .id());
        assertThat(of("space", "base", "files", "d", "h", List.of("a\nlabel 1 b"), "s", "tsv", 9, 9, 0, List.of(), "x")
                .id()).isNotEqualTo(
                        of("space", "base", "files", "d", "h", List.of("a", "b"), "s", "tsv", 9, 9, 0, List.of(), "x")
                                .id());
    }

    @Test
    void anotherServerVersionOrModelIsAnotherEvaluationAndNoServerIsNone() {
        assertThat(List.of(engine(""), engine("vllm 0.11.0 gemma"), engine("vllm 0.12.0 gemma"),
                engine("vllm 0.11.0 phi"))).doesNotHaveDuplicates();
        assertThat(engine("")).isEqualTo(asked(null).id());
    }

    private static EvaluationId engine(String engine) {
        EvaluationInput own = asked(null);
        return new EvaluationInput(own.space(), own.baseModel(), own.baseFiles(), own.subject(), own.domain(),
                own.head(), own.labels(), own.split(), own.format(), own.maxLength(), own.rowLimit(),
                own.allowedBadRows(), own.attack(), own.aids(), own.precision(), own.prompt(), engine).id();
    }

    private static EvaluationInput of(EvaluationSubject subject) {
        return new EvaluationInput(Named.space("space"), "base", "files", subject, Named.domain("sst2"), "h", LABELS,
                "s", "tsv", 128, 500, 0,
                new Attack.None(), List.of(), "float32");
    }

    private static EvaluationInput asked(@Nullable Prompt prompt) {
        return new EvaluationInput(Named.space("space"), "base", "files",
                new EvaluationSubject.Single(Named.adapter("a")), Named.domain("sst2"), "h", LABELS,
                "s", "tsv", 128, 500, 0, new Attack.None(), List.of(), "float32", prompt);
    }

    private static EvaluationInput under(Attack attack) {
        return new EvaluationInput(Named.space("space"), "base", "files",
                new EvaluationSubject.Single(Named.adapter("a")), Named.domain("sst2"), "h", LABELS,
                "s", "tsv", 128, 500, 0, attack, List.of(), "float32");
    }

    private static EvaluationInput of(String space, String base, String files, String domain, String head,
            List<String> labels, String split, String format, int maxLength, int rowLimit, int badRows,
            List<String> aids, String precision) {
        return new EvaluationInput(Named.space(space), base, files, new EvaluationSubject.Single(Named.adapter("a")),
                Named.domain(domain), head, labels, split,
                format, maxLength, rowLimit, badRows, new Attack.None(), aids, precision);
    }
}
