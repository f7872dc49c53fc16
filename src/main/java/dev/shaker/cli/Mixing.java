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
     * Waits until the mixture and each member alone are evaluated, and asks for what nobody asked for yet.
     *
     * @param domains which; those without a test split are left out
     * @return in the order of the domains
     */
    List<DomainAccuracy> accuracies(JsonNode mixture, List<String> domains) {
        String id = mixture.path("id").asText();
        List<String> evaluable = evaluable(domains);
        Map<String, JsonNode> alone = new LinkedHashMap<>();
        Map<String, JsonNode> mixed = new LinkedHashMap<>();
        Map<String, String> asked = new LinkedHashMap<>();
        try (Progress progress = console.progress("evaluate", 2L * evaluable.size())) {
            Waiting.until(limit, () -> "evaluations of mixture " + id + ": alone "
                    + String.join(", ", alone.keySet()) + " and mixed " + String.join(", ", mixed.keySet())
                    + " are done", () -> {
                        look(id, alone, mixed);
                        ask(evaluable, alone, mixed, asked);
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
        JsonNode evaluations = client.get(Spaces.path(space, "/accuracies?mixture=" + Client.escape(id)));
        for (JsonNode evaluation : evaluations) {
            if (!"requested".equals(evaluation.path("status").asText())) {
                boolean ofMixture = evaluation.hasNonNull("mixtureId");
                (ofMixture ? mixed : alone).put(evaluation.path("domain").asText(), evaluation);
            }
        }
        mixed.forEach((domain, evaluation) -> {
            if (evaluation.hasNonNull("aloneCorrect")) {
                alone.computeIfAbsent(domain,
                        any -> Documents.object().put("correct", evaluation.get("aloneCorrect").asLong())
                                .<ObjectNode>set("rows", evaluation.get("rows")));
            }
        });
    }

    // Alone is asked for only where the mixture is done and nothing has been said of the domain alone: normally it has.
    private void ask(List<String> domains, Map<String, JsonNode> alone, Map<String, JsonNode> mixed,
            Map<String, String> asked) {
        for (String domain : domains) {
            JsonNode evaluation = mixed.get(domain);
            if (evaluation == null || alone.containsKey(domain)) {
                continue;
            }
            String evaluationId = asked.get(domain);
            if (evaluationId == null) {
                ObjectNode request = Documents.object().put("space", space).put("domain", domain);
                request.set("rowLimit", evaluation.get("rowLimit"));
                asked.put(domain,
                        client.post("/evaluations", "application/json", request).path("evaluationId").asText());
            } else {
                client.find("/evaluations/" + Client.escape(evaluationId))
                        .filter(one -> !"requested".equals(one.path("status").asText()))
                        .ifPresent(one -> alone.put(domain, one));
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
