package dev.shaker.cli.evaluation;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import dev.shaker.cli.common.Console;
import dev.shaker.cli.common.Documents;
import dev.shaker.cli.common.Problems;
import dev.shaker.cli.common.Table;

/**
 * A domain under one attack, before and after mixing.
 *
 * @param attack as it was measured, or as it was asked for where that failed
 * @param measured what the instance says of the mixture under attack: words changed, queries
 * @param error why alone or mixed is missing
 */
public record AttackAccuracy(JsonNode attack, @Nullable Share alone, @Nullable Share mixed, JsonNode measured,
        @Nullable JsonNode error) {
    boolean failed() {
        return alone == null || mixed == null;
    }

    ObjectNode document() {
        ObjectNode document = Documents.object();
        document.set("attack", attack);
        document.set("alone", alone == null ? null : alone.document());
        document.set("mixed", mixed == null ? null : mixed.document());
        for (String field : List.of("wordsChanged", "words", "queries")) {
            if (measured.has(field)) {
                document.set(field, measured.get(field));
            }
        }
        if (error != null) {
            document.set("error", error);
        }
        return document;
    }

    /** One table for each attack. */
    static void print(List<DomainAccuracy> accuracies, Console console) {
        int attacks = accuracies.isEmpty() ? 0 : accuracies.getFirst().attacks().size();
        for (int i = 0; i < attacks; i++) {
            console.print("\nunder " + AttackOptions.label(accuracies.getFirst().attacks().get(i).attack()));
            table(accuracies, i).print(console);
            for (DomainAccuracy accuracy : accuracies) {
                JsonNode error = accuracy.attacks().get(i).error();
                if (error != null) {
                    console.note(accuracy.domain() + ": " + Problems.line(error));
                }
            }
        }
    }

    private static Table table(List<DomainAccuracy> accuracies, int attack) {
        boolean texts = accuracies.stream().anyMatch(one -> one.attacks().get(attack).measured().has("queries"));
        Table table = new Table().left("domain").right("alone").right("mixed").right("drop");
        if (texts) {
            table.right("words changed").right("queries");
        }
        for (DomainAccuracy accuracy : accuracies) {
            AttackAccuracy one = accuracy.attacks().get(attack);
            String alone = one.alone == null ? "failed" : one.alone.text();
            String mixed = one.mixed == null ? "failed" : one.mixed.text();
            String drop = one.alone == null || one.mixed == null
                    ? ""
                    : Console.percent(one.alone.value() - one.mixed.value());
            if (texts) {
                table.row(accuracy.domain(), alone, mixed, drop, one.changed(),
                        Documents.textOrEmpty(one.measured, "queries"));
            } else {
                table.row(accuracy.domain(), alone, mixed, drop);
            }
        }
        return table;
    }

    private String changed() {
        long words = measured.path("words").asLong();
        return words == 0 ? "" : Console.percent(measured.path("wordsChanged").asDouble() / words);
    }
}
