package dev.shaker.web.gate;

import java.util.List;
import java.util.SortedMap;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.shaker.event.Json;
import dev.shaker.event.VerdictReached;

/**
 * A verdict as an unsigned in-toto statement (v1) with the predicate test-result v0.1 on the mixture's files. What is inconclusive is
 * FAILED, its tests are warned of: whoever verifies must not take it for passed.
 */
final class InToto {
    private InToto() {
    }

    /**
     * @param files SHA-256 by name
     * @param url where the mixture is to be seen
     */
    static ObjectNode of(VerdictReached verdict, SortedMap<String, String> files, String url) {
        ObjectNode statement = Json.mapper().createObjectNode();
        statement.put("_type", "https://in-toto.io/Statement/v1");
        ArrayNode subjects = statement.putArray("subject");
        files.forEach(
                (name, digest) -> subjects.addObject().put("name", name).putObject("digest").put("sha256", digest));
        statement.put("predicateType", "https://in-toto.io/attestation/test-result/v0.1");
        ObjectNode predicate = statement.putObject("predicate");
        predicate.put("result", verdict.ok() ? "PASSED" : "FAILED");
        predicate.putArray("configuration").addObject().put("name", "policy " + verdict.policy().name())
                .putObject("digest").put("sha256", verdict.policy().digest());
        predicate.put("url", url);
        List<VerdictCheck> checks = VerdictCheck.of(verdict);
        names(predicate.putArray("passedTests"), checks, "pass");
        names(predicate.putArray("warnedTests"), checks, "inconclusive");
        names(predicate.putArray("failedTests"), checks, "fail");
        return statement;
    }

    private static void names(ArrayNode names, List<VerdictCheck> checks, String outcome) {
        checks.stream().filter(check -> check.outcome().equals(outcome)).forEach(check -> names.add(check.name()));
    }
}
