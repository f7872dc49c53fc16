package dev.shaker.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A mixture from the request to the last accuracy. */
final class Mixing {
    private final Client client;
    private final Console console;
    private final String space;
    private final Duration limit;

    Mixing(Client client, Console console, String space, Duration limit) {
        this.client = client;
        this.console = console;
        this.space = space;
        this.limit = limit;
    }

    /** Asks for a mixture and returns what the instance says to it: where to look. */
    JsonNode request(ObjectNode request) {
        return client.post(Spaces.path(space, "/mixtures"), "application/json", request);
    }

    /** Waits until the request is served: the mixture, {@code ready} or {@code failed}. */
    JsonNode served(String requestId) {
        try (Progress progress = console.progress("mixture", 1)) {
            return Waiting.until(limit, () -> "mixture request " + requestId, () -> {
                progress.add(0);
                return client.find("/mixture-requests/" + Client.escape(requestId))
                        .filter(mixture -> !"requested".equals(mixture.path("status").asText()));
            });
        }
    }

    /**
     * Waits until the mixture and each member alone are evaluated.
     *
     * @param domains which; those without a test split are left out
     * @return in the order of the domains
     */
    List<DomainAccuracy> accuracies(JsonNode mixture, List<String> domains) {
        String id = mixture.path("id").asText();
        List<String> evaluable = evaluable(domains);
        Map<String, JsonNode> alone = new LinkedHashMap<>();
        Map<String, JsonNode> mixed = new LinkedHashMap<>();
        try (Progress progress = console.progress("evaluate", 2L * evaluable.size())) {
            Waiting.until(limit, () -> "evaluations of mixture " + id + ": alone "
                    + String.join(", ", alone.keySet()) + " and mixed " + String.join(", ", mixed.keySet())
                    + " are done", () -> {
                        look(id, alone, mixed);
                        if (!alone.keySet().containsAll(mixed.keySet())) {
                            lookAlone(alone, mixed);
                        }
                        progress.to((long) alone.size() + mixed.size());
                        return alone.keySet().containsAll(evaluable) && mixed.keySet().containsAll(evaluable)
                                ? Optional.of(true)
                                : Optional.empty();
                    });
        }
        List<DomainAccuracy> accuracies = new ArrayList<>();
        for (String domain : evaluable) {
            JsonNode one = alone.getOrDefault(domain, Documents.object());
            JsonNode other = mixed.getOrDefault(domain, Documents.object());
            JsonNode error = one.hasNonNull("error") ? one.get("error") : other.get("error");
            accuracies.add(new DomainAccuracy(domain, share(one), share(other),
                    error == null || error.isNull() ? null : error));
        }
        return accuracies;
    }

    private void look(String id, Map<String, JsonNode> alone, Map<String, JsonNode> mixed) {
        for (JsonNode evaluation : client.get(Spaces.path(space, "/accuracies?mixture=" + Client.escape(id)))) {
            String domain = evaluation.path("domain").asText();
            if (!"requested".equals(evaluation.path("status").asText())) {
                mixed.put(domain, evaluation);
            }
            if (evaluation.hasNonNull("aloneCorrect") && evaluation.hasNonNull("rows")) {
                alone.put(domain, Documents.object().put("correct", evaluation.get("aloneCorrect").asLong()).put("rows",
                        evaluation.get("rows").asLong()));
            }
        }
    }

    // The mixture's own evaluation knows the adapter alone once that is measured; where that failed, only the space's list
    // says so.
    private void lookAlone(Map<String, JsonNode> alone, Map<String, JsonNode> mixed) {
        for (JsonNode evaluation : client.get(Spaces.path(space, "/accuracies"))) {
            String domain = evaluation.path("domain").asText();
            JsonNode other = mixed.get(domain);
            if (other != null && !evaluation.hasNonNull("mixtureId")
                    && !"requested".equals(evaluation.path("status").asText())
                    && evaluation.path("adapterId").equals(other.path("adapterId"))
                    && evaluation.path("rowLimit").asInt() == other.path("rowLimit").asInt()) {
                alone.putIfAbsent(domain, evaluation);
            }
        }
    }

    private List<String> evaluable(List<String> domains) {
        List<String> evaluable = new ArrayList<>();
        for (JsonNode adapter : Spaces.adapters(client, space, "?status=registered")) {
            if (adapter.hasNonNull("test")) {
                evaluable.add(adapter.path("domain").asText());
            }
        }
        List<String> kept = new ArrayList<>();
        for (String domain : domains) {
            if (evaluable.contains(domain)) {
                kept.add(domain);
            } else {
                console.note(domain + " has no test split and cannot be evaluated");
            }
        }
        return kept;
    }

    private static @org.jspecify.annotations.Nullable Share share(JsonNode evaluation) {
        return evaluation.hasNonNull("correct") && evaluation.hasNonNull("rows")
                ? new Share(evaluation.get("correct").asLong(), evaluation.get("rows").asLong())
                : null;
    }

    static List<String> members(JsonNode mixture) {
        return mixture.path("members").findValuesAsText("domain");
    }
}
