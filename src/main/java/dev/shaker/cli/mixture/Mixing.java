package dev.shaker.cli.mixture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import dev.shaker.cli.common.Client;
import dev.shaker.cli.common.Console;
import dev.shaker.cli.common.Documents;
import dev.shaker.cli.common.Progress;
import dev.shaker.cli.common.Spaces;
import dev.shaker.cli.common.Waiting;
import dev.shaker.cli.evaluation.AttackAccuracy;
import dev.shaker.cli.evaluation.AttackOptions;
import dev.shaker.cli.evaluation.DomainAccuracy;
import dev.shaker.cli.evaluation.Share;

/** A mixture from the request to the last accuracy. */
public final class Mixing {
    /** The number that stands for no attack. */
    private static final int CLEAN = -1;

    private final Client client;
    private final Console console;
    private final String space;
    private final Duration limit;

    public Mixing(Client client, Console console, String space, Duration limit) {
        this.client = client;
        this.console = console;
        this.space = space;
        this.limit = limit;
    }

    /** Asks for a mixture and returns what the instance says to it: where to look. */
    public JsonNode request(ObjectNode request) {
        return client.post(Spaces.path(space, "/mixtures"), "application/json", request);
    }

    /** Waits until the request is served: the mixture, {@code ready} or {@code failed}. */
    public JsonNode served(String requestId) {
        try (Progress progress = console.progress("mixture", 1)) {
            JsonNode served = Waiting.until(limit, () -> "mixture request " + requestId, () -> {
                progress.add(0);
                return client.find(Spaces.path(space, "/mixture-requests/" + Client.escape(requestId)))
                        .filter(mixture -> !"requested".equals(mixture.path("status").asText()));
            });
            progress.add(1);
            return served;
        }
    }

    /**
     * Waits until the mixture and each member alone are evaluated, and under each attack too.
     *
     * @param domains which; those without a test split are left out
     * @param attacks as they were asked for
     * @return in the order of the domains
     */
    public List<DomainAccuracy> accuracies(JsonNode mixture, List<String> domains, ArrayNode attacks) {
        Measured measured = new Measured(mixture, attacks);
        List<String> evaluable = evaluable(domains);
        Set<Asked> asked = new LinkedHashSet<>();
        for (int attack = CLEAN; attack < attacks.size(); attack++) {
            for (String domain : evaluable) {
                asked.add(new Asked(attack, domain));
            }
        }
        try (Progress progress = console.progress("evaluate", 2L * asked.size())) {
            Waiting.until(limit, measured::progress, () -> {
                measured.look();
                progress.to((long) measured.alone.size() + measured.mixed.size());
                return measured.alone.keySet().containsAll(asked) && measured.mixed.keySet().containsAll(asked)
                        ? Optional.of(true)
                        : Optional.empty();
            });
        }
        List<DomainAccuracy> accuracies = new ArrayList<>();
        for (String domain : evaluable) {
            List<AttackAccuracy> under = new ArrayList<>();
            for (int attack = 0; attack < attacks.size(); attack++) {
                under.add(measured.under(new Asked(attack, domain)));
            }
            Asked clean = new Asked(CLEAN, domain);
            accuracies.add(new DomainAccuracy(domain, measured.alone(clean), measured.mixed(clean),
                    measured.error(clean), under));
        }
        return accuracies;
    }

    /** Rows of a domain as they are, or under the attack of that number. */
    private record Asked(int attack, String domain) {}

    /** What is known so far of what was asked for. */
    private final class Measured {
        private final String id;
        private final ArrayNode attacks;
        /** The mixture may have been evaluated for others, on other rows. */
        private final Set<String> answers = new HashSet<>();
        /** An older instance does not tell which evaluations answer a request. */
        private final boolean told;
        private final Map<Asked, JsonNode> alone = new LinkedHashMap<>();
        private final Map<Asked, JsonNode> mixed = new LinkedHashMap<>();

        Measured(JsonNode mixture, ArrayNode attacks) {
            this.id = mixture.path("id").asText();
            this.attacks = attacks;
            this.told = mixture.has("evaluationIds");
            mixture.path("evaluationIds").forEach(evaluation -> answers.add(evaluation.asText()));
        }

        void look() {
            for (JsonNode evaluation : client
                    .list(Spaces.path(space, "/evaluations?mixture=" + Client.escape(id)))) {
                if (told && !answers.contains(evaluation.path("id").asText())) {
                    continue;
                }
                for (Asked asked : asked(evaluation)) {
                    if ("requested".equals(evaluation.path("status").asText())) {
                        mixed.remove(asked);
                        alone.remove(asked);
                    } else {
                        mixed.put(asked, evaluation);
                    }
                    JsonNode counts = counts(asked, evaluation);
                    if (counts.hasNonNull("aloneCorrect") && evaluation.hasNonNull("rows")) {
                        alone.put(asked, aloneOf(asked, counts.get("aloneCorrect"), evaluation.get("rows")));
                    }
                }
            }
            if (!alone.keySet().containsAll(mixed.keySet())) {
                lookAlone();
            }
        }

        // The mixture's own evaluation knows the adapter alone once that is measured; where that failed, only the space's
        // list says so.
        private void lookAlone() {
            for (JsonNode evaluation : client.list(Spaces.path(space, "/evaluations"))) {
                for (Asked asked : asked(evaluation)) {
                    JsonNode other = mixed.get(asked);
                    if (other != null && !evaluation.hasNonNull("mixtureId")
                            && !"requested".equals(evaluation.path("status").asText())
                            && evaluation.path("adapterId").equals(other.path("adapterId"))
                            && evaluation.path("rowLimit").asInt() == other.path("rowLimit").asInt()) {
                        alone.putIfAbsent(asked, evaluation);
                    }
                }
            }
        }

        String progress() {
            return "evaluations of mixture " + id + ": alone " + names(alone) + " and mixed " + names(mixed)
                    + " are done";
        }

        private static String names(Map<Asked, JsonNode> done) {
            return String.join(", ", done.keySet().stream().map(Asked::domain).distinct().toList());
        }

        AttackAccuracy under(Asked asked) {
            JsonNode measured = mixed.getOrDefault(asked, Documents.object()).path("underAttack");
            return new AttackAccuracy(measured.has("attack") ? measured.get("attack") : attacks.get(asked.attack()),
                    alone(asked), mixed(asked), measured, error(asked));
        }

        @Nullable
        Share alone(Asked asked) {
            return share(asked, alone.getOrDefault(asked, Documents.object()));
        }

        @Nullable
        Share mixed(Asked asked) {
            return share(asked, mixed.getOrDefault(asked, Documents.object()));
        }

        @Nullable
        JsonNode error(Asked asked) {
            JsonNode one = alone.getOrDefault(asked, Documents.object());
            JsonNode error = one.hasNonNull("error")
                    ? one.get("error")
                    : mixed.getOrDefault(asked, Documents.object()).get("error");
            return error == null || error.isNull() ? null : error;
        }

        /** What of that which was asked for an evaluation answers; the same attack may have been asked for twice. */
        private List<Asked> asked(JsonNode evaluation) {
            String domain = evaluation.path("domain").asText();
            if (!evaluation.hasNonNull("underAttack")) {
                return List.of(new Asked(CLEAN, domain));
            }
            List<Asked> asked = new ArrayList<>();
            for (int attack = 0; attack < attacks.size(); attack++) {
                if (AttackOptions.matches(attacks.get(attack), evaluation.at("/underAttack/attack"))) {
                    asked.add(new Asked(attack, domain));
                }
            }
            return asked;
        }
    }

    /** Where an evaluation says how many rows were right. */
    private static JsonNode counts(Asked asked, JsonNode evaluation) {
        return asked.attack() == CLEAN ? evaluation : evaluation.path("underAttack");
    }

    private static JsonNode aloneOf(Asked asked, JsonNode correct, JsonNode rows) {
        ObjectNode alone = Documents.object();
        alone.set("rows", rows);
        (asked.attack() == CLEAN ? alone : alone.putObject("underAttack")).set("correct", correct);
        return alone;
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

    private static @Nullable Share share(Asked asked, JsonNode evaluation) {
        JsonNode counts = counts(asked, evaluation);
        return counts.hasNonNull("correct") && evaluation.hasNonNull("rows")
                ? new Share(counts.get("correct").asLong(), evaluation.get("rows").asLong())
                : null;
    }

    public static List<String> members(JsonNode mixture) {
        return mixture.path("members").findValuesAsText("domain");
    }
}
