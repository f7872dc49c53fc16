package dev.shaker.cli.evaluation;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import dev.shaker.cli.common.Console;
import dev.shaker.cli.common.Documents;
import dev.shaker.cli.common.Problems;
import dev.shaker.cli.common.Table;

/**
 * A domain before and after mixing.
 *
 * @param alone its own adapter, null where that failed
 * @param mixed the mixture, null where that failed
 * @param error why one of them is missing
 * @param attacks the same under each attack that was asked for
 */
public record DomainAccuracy(String domain, @Nullable Share alone, @Nullable Share mixed, @Nullable JsonNode error,
        List<AttackAccuracy> attacks) {
    public DomainAccuracy {
        attacks = List.copyOf(attacks);
    }

    public boolean failed() {
        return alone == null || mixed == null || attacks.stream().anyMatch(AttackAccuracy::failed);
    }

    /** Accuracy alone less accuracy mixed, a share; 0 where one of them is missing. */
    public double drop() {
        return alone == null || mixed == null ? 0 : alone.value() - mixed.value();
    }

    ObjectNode document() {
        ObjectNode document = Documents.object().put("domain", domain);
        document.set("alone", alone == null ? null : alone.document());
        document.set("mixed", mixed == null ? null : mixed.document());
        if (error != null) {
            document.set("error", error);
        }
        if (!attacks.isEmpty()) {
            ArrayNode under = document.putArray("attacks");
            attacks.forEach(attack -> under.add(attack.document()));
        }
        return document;
    }

    public static ArrayNode documents(List<DomainAccuracy> accuracies) {
        ArrayNode documents = Documents.array();
        accuracies.forEach(accuracy -> documents.add(accuracy.document()));
        return documents;
    }

    /** The table that all this is about: every domain alone and mixed. */
    public static void print(List<DomainAccuracy> accuracies, Console console) {
        Table table = new Table().left("domain").right("alone").right("mixed").right("drop");
        for (DomainAccuracy accuracy : accuracies) {
            Share alone = accuracy.alone();
            Share mixed = accuracy.mixed();
            table.row(accuracy.domain(), alone == null ? "failed" : alone.text(),
                    mixed == null ? "failed" : mixed.text(), alone == null || mixed == null
                            ? ""
                            : Console.percent(alone.value() - mixed.value()));
        }
        table.print(console);
        for (DomainAccuracy accuracy : accuracies) {
            if (accuracy.error() != null) {
                console.note(accuracy.domain() + ": " + Problems.line(accuracy.error()));
            }
        }
        AttackAccuracy.print(accuracies, console);
    }
}
