package dev.shaker.evaluation;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.Prompt;
import dev.shaker.identity.AdapterId;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.EvaluationId;
import dev.shaker.identity.MixtureId;
import dev.shaker.identity.SpaceName;
import dev.shaker.tensor.Sha256;

/**
 * Everything that decides an evaluation's numbers. The id of an evaluation is made from it, and so is the job that is opened:
 * what is measured is what is named. Two equal inputs are one computation.
 *
 * @param space the same adapter in two spaces is answered in both
 * @param baseModel SHA-256 of the base model's weights
 * @param baseFiles SHA-256 over its configuration and tokenizer, empty where the registration did not note it
 * @param domain the domain whose rows are classified
 * @param head whose head classifies: digest of the files of the domain's own adapter, or {@link #ARTEFACT}
 * @param labels in the order of the head's outputs
 * @param split SHA-256 of the rows' file
 * @param format how it is read
 * @param maxLength tokens a row is truncated to, specials included
 * @param rowLimit how many rows from the start of the split
 * @param allowedBadRows how many rows may be unreadable
 * @param attack what is done to the rows besides
 * @param aids what tells the content of the objects that the attack names, in the order of word vectors, encoder
 * @param precision numbers that weights and activations are held in; empty where a server decides that
 * @param prompt how a decoder is asked for a row's label, null where a head classifies
 * @param engine name and version of the server that measures, and its model; empty for Shaker's own evaluator
 */
public record EvaluationInput(SpaceName space, String baseModel, String baseFiles, EvaluationSubject subject,
        DomainName domain, String head, List<String> labels, String split, String format, int maxLength, int rowLimit,
        int allowedBadRows, Attack attack, List<String> aids, String precision, @Nullable Prompt prompt,
        String engine) {
    /** The head that a mixture's artefact holds for the domain; the mixture's id tells which that is. */
    public static final String ARTEFACT = "artefact";

    public EvaluationInput {
        labels = List.copyOf(labels);
        aids = List.copyOf(aids);
    }

    /** What Shaker's own evaluator measures. */
    public EvaluationInput(SpaceName space, String baseModel, String baseFiles, EvaluationSubject subject,
            DomainName domain,
            String head, List<String> labels, String split, String format, int maxLength, int rowLimit,
            int allowedBadRows, Attack attack, List<String> aids, String precision, @Nullable Prompt prompt) {
        this(space, baseModel, baseFiles, subject, domain, head, labels, split, format, maxLength, rowLimit,
                allowedBadRows, attack, aids, precision, prompt, "");
    }

    /** Rows that a head classifies. */
    public EvaluationInput(SpaceName space, String baseModel, String baseFiles, EvaluationSubject subject,
            DomainName domain,
            String head, List<String> labels, String split, String format, int maxLength, int rowLimit,
            int allowedBadRows, Attack attack, List<String> aids, String precision) {
        this(space, baseModel, baseFiles, subject, domain, head, labels, split, format, maxLength, rowLimit,
                allowedBadRows, attack, aids, precision, null);
    }

    /** SHA-256 of the canonical form, lower-case hexadecimal. */
    public EvaluationId id() {
        return new EvaluationId(new Sha256().update(canonical()).hex());
    }

    /** One field a line, each preceded by its length so that no value can imitate another's boundary. */
    String canonical() {
        Canonical text = new Canonical("evaluation 2\n");
        text.line("space", space.name());
        text.line("base", baseModel);
        text.line("base-files", baseFiles);
        switch (subject) {
            case EvaluationSubject.Single(AdapterId adapter) -> text.line("single", adapter.hex());
            case EvaluationSubject.Mixture(MixtureId mixture) -> text.line("mixture", mixture.hex());
            case EvaluationSubject.Subset(var adapters) ->
                adapters.forEach(adapter -> text.line("member", adapter.hex()));
        }
        text.line("domain", domain.name());
        text.line("head", head);
        labels.forEach(label -> text.line("label", label));
        text.line("split", split);
        text.line("format", format);
        text.line("max-length", Integer.toString(maxLength));
        text.line("row-limit", Integer.toString(rowLimit));
        text.line("bad-rows", Integer.toString(allowedBadRows));
        text.line("precision", precision);
        if (prompt != null) {
            text.line("prompt", prompt.template());
            prompt.continuations().forEach(words -> text.line("words", words));
        }
        if (!engine.isEmpty()) {
            text.line("engine", engine);
        }
        attack(text);
        aids.forEach(aid -> text.line("aid", aid));
        return text.toString();
    }

    private void attack(Canonical text) {
        switch (attack) {
            case Attack.None _ -> {
            }
            case Attack.Fgsm(double epsilon) -> text.line("fgsm", Double.toString(epsilon));
            case Attack.TextFooler fooler -> {
                text.line("textfooler", "1");
                text.line("similarity", Double.toString(fooler.similarity()));
                text.line("candidates", Integer.toString(fooler.candidates()));
                fooler.wordVectors().ifPresent(vectors -> {
                    text.line("word-vectors", vectors);
                    text.line("cosine", Double.toString(fooler.cosine()));
                });
                fooler.encoder().ifPresent(encoder -> text.line("encoder", encoder));
            }
        }
    }

    private static final class Canonical {
        private final StringBuilder text;

        Canonical(String version) {
            this.text = new StringBuilder(version);
        }

        void line(String name, String value) {
            text.append(name).append(' ').append(value.length()).append(' ').append(value).append('\n');
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
