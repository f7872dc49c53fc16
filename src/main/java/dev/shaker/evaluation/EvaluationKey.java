package dev.shaker.evaluation;

import dev.shaker.tensor.Sha256;

/**
 * Everything an accuracy depends on; two requests with equal keys are one computation.
 *
 * @param baseModel SHA-256 of the base model's weights
 * @param domain the domain whose rows are classified
 * @param head id of the adapter whose head classifies
 * @param split location of the rows, with their digest where it is known
 * @param maxLength tokens a row is truncated to, specials included
 * @param rowLimit how many rows from the start of the split
 * @param attack what is done to the rows besides
 */
public record EvaluationKey(String baseModel, EvaluationSubject subject, String domain, String head, String split,
        int maxLength, int rowLimit, Attack attack) {
    /** Of the rows as they are. */
    public EvaluationKey(String baseModel, EvaluationSubject subject, String domain, String head, String split,
            int maxLength, int rowLimit) {
        this(baseModel, subject, domain, head, split, maxLength, rowLimit, new Attack.None());
    }

    /** SHA-256 of the canonical form, lower-case hexadecimal. */
    public String id() {
        return new Sha256().update(canonical()).hex();
    }

    /** One field a line, each preceded by its length so that no value can imitate another's boundary. */
    String canonical() {
        StringBuilder text = new StringBuilder("evaluation 1\n");
        line(text, "base", baseModel);
        switch (subject) {
            case EvaluationSubject.Single(String adapter) -> line(text, "single", adapter);
            case EvaluationSubject.Mixture(String mixture) -> line(text, "mixture", mixture);
            case EvaluationSubject.Subset(var adapters) -> {
                for (String adapter : adapters) {
                    line(text, "member", adapter);
                }
            }
        }
        line(text, "domain", domain);
        line(text, "head", head);
        line(text, "split", split);
        line(text, "max-length", Integer.toString(maxLength));
        line(text, "row-limit", Integer.toString(rowLimit));
        attack(text);
        return text.toString();
    }

    /** Without an attack nothing: keys are what they were before there were attacks. */
    private void attack(StringBuilder text) {
        switch (attack) {
            case Attack.None _ -> {
            }
            case Attack.Fgsm(double epsilon) -> line(text, "fgsm", Double.toString(epsilon));
            case Attack.TextFooler fooler -> {
                line(text, "textfooler", "1");
                line(text, "similarity", Double.toString(fooler.similarity()));
                line(text, "candidates", Integer.toString(fooler.candidates()));
                fooler.wordVectors().ifPresent(vectors -> {
                    line(text, "word-vectors", vectors);
                    line(text, "cosine", Double.toString(fooler.cosine()));
                });
                fooler.encoder().ifPresent(encoder -> line(text, "encoder", encoder));
            }
        }
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(name).append(' ').append(value.length()).append(' ').append(value).append('\n');
    }
}
