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
 */
public record EvaluationKey(String baseModel, EvaluationSubject subject, String domain, String head, String split,
        int maxLength, int rowLimit) {
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
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(name).append(' ').append(value.length()).append(' ').append(value).append('\n');
    }
}
