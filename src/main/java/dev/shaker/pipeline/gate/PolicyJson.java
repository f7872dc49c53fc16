package dev.shaker.pipeline.gate;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.evaluation.Attack;
import dev.shaker.event.AttackRequested;
import dev.shaker.event.Json;
import dev.shaker.gate.Policy;
import dev.shaker.identity.DomainName;
import dev.shaker.pipeline.evaluation.Attacks;

/**
 * Policies as JSON. A field that is not known is refused: a limit that nobody reads is worse than none. What is written has every
 * field that matters, sorted, so that policies that say the same have the same digest.
 */
final class PolicyJson {
    private static final Set<String> FIELDS = Set.of("name", "maxDrop", "confidence", "domains", "exclude", "attacks",
            "minRows", "onInconclusive", "also");
    private static final String INCONCLUSIVE = "inconclusive";
    private static final String FAIL = "fail";

    private PolicyJson() {
    }

    /**
     * @param attacks what an attack means: with the settings where it is silent, as long as it is asked for and not kept
     * @throws ShakerException {@code REQUEST_INVALID} naming the field
     */
    static Policy read(JsonNode json, Function<AttackRequested, Attack> attacks) {
        fields("", json, FIELDS);
        double maxDrop = number("maxDrop", required("maxDrop", json));
        SortedMap<DomainName, Double> domains = new TreeMap<>();
        object("domains", json.path("domains")).properties().forEach(domain -> {
            String path = "domains." + domain.getKey();
            fields(path + ".", domain.getValue(), Set.of("maxDrop"));
            domains.put(domain(path, domain.getKey()), number(path + ".maxDrop", domain.getValue().path("maxDrop")));
        });
        SortedSet<DomainName> exclude = new TreeSet<>();
        array("exclude", json.path("exclude")).forEach(name -> exclude.add(domain("exclude", name.asText())));
        List<Policy.UnderAttack> under = new ArrayList<>();
        array("attacks", json.path("attacks")).forEach(attack -> under.add(attack(attack, maxDrop, attacks)));
        JsonNode also = object("also", json.path("also"));
        fields("also.", also, Set.of("meanDrop", "minAccuracy"));
        SortedMap<DomainName, Double> minAccuracy = new TreeMap<>();
        object("also.minAccuracy", also.path("minAccuracy")).properties()
                .forEach(least -> minAccuracy.put(domain("also.minAccuracy", least.getKey()),
                        number("also.minAccuracy." + least.getKey(), least.getValue())));
        return new Policy(maxDrop,
                json.has("confidence") ? number("confidence", json.path("confidence")) : Policy.CONFIDENCE, domains,
                exclude, under, rows(json), failsInconclusive(json),
                also.has("meanDrop") ? Optional.of(number("also.meanDrop", also.path("meanDrop"))) : Optional.empty(),
                minAccuracy);
    }

    /** Canonical: two policies that say the same are the same text. */
    static ObjectNode write(Policy policy) {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("maxDrop", decimal(policy.maxDrop())).put("confidence", decimal(policy.confidence()));
        ObjectNode domains = json.putObject("domains");
        policy.domains().forEach((domain, drop) -> domains.putObject(domain.name()).put("maxDrop", decimal(drop)));
        ArrayNode exclude = json.putArray("exclude");
        policy.exclude().forEach(domain -> exclude.add(domain.name()));
        ArrayNode attacks = json.putArray("attacks");
        policy.attacks().forEach(under -> {
            ObjectNode attack = Json.mapper().valueToTree(Attacks.write(under.attack()));
            attacks.add(attack.put("maxDrop", decimal(under.maxDrop())));
        });
        json.put("minRows", policy.minRows());
        json.put("onInconclusive", policy.failsInconclusive() ? FAIL : INCONCLUSIVE);
        ObjectNode also = json.putObject("also");
        policy.meanDrop().ifPresent(drop -> also.put("meanDrop", decimal(drop)));
        ObjectNode least = also.putObject("minAccuracy");
        policy.minAccuracy().forEach((domain, share) -> least.put(domain.name(), decimal(share)));
        return json;
    }

    private static BigDecimal decimal(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros();
    }

    private static Policy.UnderAttack attack(JsonNode json, double otherwise,
            Function<AttackRequested, Attack> attacks) {
        if (!json.isObject() || !json.path("name").isTextual()) {
            throw invalid("attacks", "an attack of a policy needs a 'name': {\"name\": \"fgsm\", \"epsilon\": 0.01,"
                    + " \"maxDrop\": 0.05}");
        }
        ObjectNode rest = json.deepCopy();
        JsonNode maxDrop = rest.remove("maxDrop");
        fields("attacks.", rest,
                Set.of("name", "epsilon", "similarity", "cosine", "candidates", "wordVectors", "encoder"));
        Attack attack;
        try {
            attack = attacks.apply(Json.mapper().treeToValue(rest, AttackRequested.class));
        } catch (JsonProcessingException malformed) {
            throw invalid("attacks", "an attack cannot be read: " + malformed.getOriginalMessage());
        }
        return new Policy.UnderAttack(attack, maxDrop == null ? otherwise : number("attacks.maxDrop", maxDrop));
    }

    private static int rows(JsonNode json) {
        JsonNode rows = json.path("minRows");
        if (rows.isMissingNode()) {
            return Policy.MIN_ROWS;
        }
        if (!rows.isInt()) {
            throw invalid("minRows", "minRows is " + rows + "; a whole number is needed");
        }
        return rows.intValue();
    }

    private static boolean failsInconclusive(JsonNode json) {
        return switch (json.path("onInconclusive").asText(INCONCLUSIVE)) {
            case INCONCLUSIVE -> false;
            case FAIL -> true;
            default -> throw invalid("onInconclusive", "onInconclusive is " + json.path("onInconclusive")
                    + "; choose \"inconclusive\" or \"fail\"");
        };
    }

    private static JsonNode required(String field, JsonNode json) {
        if (!json.hasNonNull(field)) {
            throw invalid(field, "a policy needs '" + field + "': {\"maxDrop\": 0.01}");
        }
        return json.path(field);
    }

    private static double number(String field, JsonNode value) {
        if (!value.isNumber()) {
            throw invalid(field, field + " is " + (value.isMissingNode() ? "missing" : value.toString())
                    + "; a number is needed");
        }
        return value.doubleValue();
    }

    private static DomainName domain(String field, String name) {
        if (!DomainName.isName(name)) {
            throw invalid(field, "'" + name + "' is no name of a domain");
        }
        return new DomainName(name);
    }

    private static JsonNode object(String field, JsonNode value) {
        if (value.isMissingNode()) {
            return Json.mapper().createObjectNode();
        }
        if (!value.isObject()) {
            throw invalid(field, field + " is " + value + "; an object is needed");
        }
        return value;
    }

    private static JsonNode array(String field, JsonNode value) {
        if (value.isMissingNode()) {
            return Json.mapper().createArrayNode();
        }
        if (!value.isArray()) {
            throw invalid(field, field + " is " + value + "; a list is needed");
        }
        return value;
    }

    private static void fields(String path, @Nullable JsonNode json, Set<String> known) {
        if (json == null || !json.isObject()) {
            throw invalid(path.isEmpty() ? "policy" : path.substring(0, path.length() - 1),
                    "a policy is a JSON object: {\"maxDrop\": 0.01}");
        }
        json.fieldNames().forEachRemaining(field -> {
            if (!known.contains(field)) {
                throw invalid(path + field, "a policy has no '" + path + field + "'; it has "
                        + String.join(", ", new TreeSet<>(known)));
            }
        });
    }

    private static ShakerException invalid(String field, String message) {
        return new ShakerException(ErrorCode.REQUEST_INVALID, message).with("field", field);
    }
}
