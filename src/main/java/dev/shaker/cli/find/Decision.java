package dev.shaker.cli.find;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.shaker.cli.common.Client;
import dev.shaker.cli.common.Console;
import dev.shaker.cli.common.Documents;
import dev.shaker.cli.common.Problems;
import dev.shaker.cli.common.Spaces;
import dev.shaker.cli.common.Table;

/**
 * Into how few mixtures all domains of a space go, if none may lose more than a drop: asked for, measured, and told.
 *
 * @param drop that is allowed, a share
 * @param mixtures that together hold every domain, the largest first
 * @param rows row evaluations that it took
 */
public record Decision(String space, BigDecimal drop, List<Mixture> mixtures, long rows) {
    public Decision {
        mixtures = List.copyOf(mixtures);
    }

    /**
     * @param worst domain of it, on rows that took no part in the choice
     * @param loss of that domain, a share
     * @param low end of the loss's interval
     * @param high the other
     */
    public record Mixture(List<String> members, String worst, double loss, double low, double high) {
        public Mixture {
            members = List.copyOf(members);
        }
    }

    /** Searches, with a bar. */
    public static Decision of(Client client, Console console, String space, BigDecimal drop, Duration limit) {
        ObjectNode request = Documents.object().put("guidedId", "demo-" + UUID.randomUUID()).put("objective", "pack")
                .put("drop", drop);
        String id = client.post(Spaces.path(space, "/searches"), "application/json", request).path("guidedId").asText();
        JsonNode search = Searches.ended(client, console, Searches.path(client, space, id, ""), id, limit);
        if (!search.hasNonNull("result")) {
            throw Problems.failure(search.path("error"));
        }
        List<Mixture> mixtures = new ArrayList<>();
        search.path("result").path("choices").forEach(choice -> mixtures.add(mixture(choice)));
        mixtures.sort(Comparator.comparingInt((Mixture mixture) -> mixture.members().size()).reversed()
                .thenComparingDouble(Mixture::loss));
        return new Decision(space, drop, mixtures, search.path("measuredRows").asLong());
    }

    private static Mixture mixture(JsonNode choice) {
        List<String> members = Searches.members(choice);
        if (members.size() == 1) {
            return new Mixture(members, members.getFirst(), 0, 0, 0);
        }
        return choice.path("confirmations").valueStream()
                .map(one -> new Mixture(members, one.path("domain").asText(), one.path("drop").asDouble(),
                        one.path("low").asDouble(), one.path("high").asDouble()))
                .max(Comparator.comparingDouble(Mixture::loss)).orElseThrow();
    }

    /** Which mixture to make, its price on fresh rows, and the others. */
    public void print(Console console) {
        Table table = new Table().left("mixture").right("size").left("loses most").right("drop").left("95 % interval");
        for (Mixture mixture : mixtures) {
            boolean alone = mixture.members().size() == 1;
            table.row(String.join(" ", mixture.members()), String.valueOf(mixture.members().size()),
                    alone ? "" : mixture.worst(), alone ? "" : Console.percent(mixture.loss()),
                    alone ? "" : Console.percent(mixture.low()) + " to " + Console.percent(mixture.high()));
        }
        table.print(console);
        Mixture largest = mixtures.getFirst();
        console.print(String.format(Locale.ROOT,
                "%d mixtures hold all domains, found by %,d row evaluations; drops are on rows that took no part in"
                        + " the choice.",
                mixtures.size(), rows));
        console.print("Mix the largest:  shaker mix --space " + space + " --members "
                + String.join(",", largest.members()));
    }

    /** {@code {drop, rows, mixtures [{members, worst, loss, low, high}]}}. */
    public ObjectNode document() {
        ObjectNode document = Documents.object().put("drop", drop).put("rows", rows);
        ArrayNode all = document.putArray("mixtures");
        for (Mixture mixture : mixtures) {
            ObjectNode one = all.addObject();
            one.set("members", Documents.arrayOf(mixture.members()));
            one.put("worst", mixture.worst()).put("loss", mixture.loss()).put("low", mixture.low()).put("high",
                    mixture.high());
        }
        return document;
    }
}
