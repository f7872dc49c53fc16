package dev.shaker.web.gate;

import org.jspecify.annotations.Nullable;

import dev.shaker.event.VerdictReached;

/** A verdict as Markdown, for the summary of a pipeline's step. */
final class MarkdownSummary {
    private MarkdownSummary() {
    }

    static String of(VerdictReached verdict) {
        StringBuilder text = new StringBuilder();
        text.append("## Gate ").append(cell(verdict.policy().name())).append(": ").append(verdict.outcome())
                .append("\n\n").append(cell(verdict.summary())).append("\n\nMixture `").append(verdict.mixtureId())
                .append("` of space `").append(verdict.space()).append("`\n");
        if (!verdict.domains().isEmpty()) {
            text.append("\n| domain | rows | alone | mixed | drop | interval | allowed | outcome |\n")
                    .append("|---|---:|---:|---:|---:|---|---:|---|\n");
            verdict.domains().forEach(one -> row(text, one));
        }
        verdict.also().forEach(one -> text.append("\n- ").append(one.name())
                .append(one.domain() == null ? "" : " of " + one.domain()).append(": ").append(points(one.value()))
                .append(" (").append(points(one.low())).append(" to ").append(points(one.high())).append("), limit ")
                .append(points(one.limit())).append(", ").append(one.outcome()));
        verdict.refusals().forEach(refusal -> text.append("\n- ").append(refusal.code()).append(": ")
                .append(cell(refusal.message())));
        return text.append("\n\nVerdict `").append(verdict.verdictId()).append("`, policy `")
                .append(verdict.policy().digest()).append("`\n").toString();
    }

    private static void row(StringBuilder text, VerdictReached.OnDomain one) {
        text.append("| ").append(cell(VerdictCheck.name(one.domain(), one.attack()))).append(" | ")
                .append(one.rows() == null ? "" : one.rows()).append(" | ").append(points(one.alone())).append(" | ")
                .append(points(one.mixed())).append(" | ").append(points(one.drop())).append(" | ")
                .append(one.low() == null ? "" : points(one.low()) + " to " + points(one.high())).append(" | ")
                .append(points(one.maxDrop())).append(" | ").append(one.outcome())
                .append(one.reason() == null ? "" : ": " + cell(one.reason())).append(" |\n");
    }

    private static String points(@Nullable Double share) {
        return share == null ? "" : VerdictCheck.points(share);
    }

    /** On one line, and no end of a cell. */
    private static String cell(String text) {
        return text.replaceAll("\\s+", " ").replace("|", "\\|").replace("<", "&lt;");
    }
}
