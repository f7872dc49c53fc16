package dev.shaker.cli.evaluation;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Option;

import dev.shaker.cli.common.CliException;
import dev.shaker.cli.common.Documents;

/** Under which attacks domains are evaluated besides. */
public final class AttackOptions {
    @Option(names = "--attack", paramLabel = "NAME[:KEY=VALUE,…]", description = "Evaluate under this attack too, alone and mixed; may be repeated. fgsm (epsilon) "
            + "or textfooler (similarity, cosine, candidates, wordVectors, encoder).")
    private List<String> attacks = List.of();

    /** As they stand in a request. */
    public ArrayNode request() {
        ArrayNode request = Documents.array();
        attacks.forEach(attack -> request.add(parse(attack)));
        return request;
    }

    public boolean isEmpty() {
        return attacks.isEmpty();
    }

    /** {@code NAME[:KEY=VALUE,…]} as it stands in a request. */
    public static ObjectNode parse(String text) {
        int colon = text.indexOf(':');
        ObjectNode attack = Documents.object().put("name", colon < 0 ? text : text.substring(0, colon));
        if (colon < 0) {
            return attack;
        }
        for (String parameter : text.substring(colon + 1).split(",", -1)) {
            int equals = parameter.indexOf('=');
            if (equals < 1) {
                throw CliException.usage("--attack " + text + ": '" + parameter
                        + "' is no KEY=VALUE; write for instance --attack fgsm:epsilon=0.01");
            }
            put(attack, parameter.substring(0, equals), parameter.substring(equals + 1));
        }
        return attack;
    }

    private static void put(ObjectNode attack, String key, String value) {
        try {
            BigDecimal number = new BigDecimal(value);
            if (number.scale() <= 0) {
                attack.put(key, number.longValueExact());
            } else {
                attack.put(key, number);
            }
        } catch (ArithmeticException | NumberFormatException e) {
            attack.put(key, value);
        }
    }

    /** {@code textfooler similarity 0.84 candidates 50}. */
    static String label(JsonNode attack) {
        StringBuilder label = new StringBuilder(attack.path("name").asText());
        for (Map.Entry<String, JsonNode> parameter : attack.properties()) {
            if (!parameter.getKey().equals("name") && !parameter.getValue().isNull()) {
                label.append(' ').append(parameter.getKey()).append(' ').append(parameter.getValue().asText());
            }
        }
        return label.toString();
    }

    /** Whether a measured attack, which has all its parameters, is the one that was asked for. */
    public static boolean matches(JsonNode wanted, JsonNode measured) {
        for (Map.Entry<String, JsonNode> parameter : wanted.properties()) {
            JsonNode value = measured.path(parameter.getKey());
            boolean equal = value.isNumber() && parameter.getValue().isNumber()
                    ? value.decimalValue().compareTo(parameter.getValue().decimalValue()) == 0
                    : value.equals(parameter.getValue());
            // Without word vectors their threshold is not used, and not told.
            boolean unused = parameter.getKey().equals("cosine") && !value.isNumber();
            if (!equal && !unused) {
                return false;
            }
        }
        return true;
    }
}
