package dev.shaker.cli.common;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

/** Turns what goes wrong between a command and an instance into something a person can act upon. */
public final class Problems {
    /** What only another option or another id can mend. */
    private static final Set<String> MISTYPED = Set.of("request-invalid", "event-invalid", "id-ambiguous",
            "sparsity-out-of-range", "mixture-request-invalid");
    private static final Pattern LISTED = Pattern
            .compile(
                    "GET /api/v1/spaces(?:/[^ ]+/(adapters|mixtures|evaluations|sweeps|searches))? lists those there are");

    private Problems() {
    }

    /** Problem details (RFC 9457) as an exception; anything else that answers with an error is not an instance. */
    static CliException of(int status, String body, URI base) {
        try {
            JsonNode problem = Documents.parse(body);
            if (problem.hasNonNull("code")) {
                String code = problem.get("code").asText();
                String message = inOwnWords(problem.path("detail").asText(problem.path("title").asText()));
                Map<String, String> details = Documents.textMap(problem.path("details"));
                return MISTYPED.contains(code)
                        ? CliException.usage(code, message, details)
                        : CliException.failed(code, message, details);
            }
        } catch (JsonProcessingException notJson) {
            // Told below: a proxy or a stranger answers.
        }
        return CliException.environment(base + " answers with status " + status
                + " and without a Shaker error code: is it a Shaker instance? Name another one with --url or SHAKER_URL",
                null);
    }

    /** Hints of the instance are about REST; here they are about commands. */
    private static String inOwnWords(String message) {
        return LISTED.matcher(message).replaceAll(hint -> "'shaker " + switch (hint.group(1)) {
            case null -> "status";
            case "sweeps" -> "sweep status";
            case "searches" -> "find status";
            default -> hint.group(1);
        } + "' lists those there are");
    }

    static CliException unreachable(URI base, IOException cause) {
        return CliException.environment("no Shaker instance answers at " + base
                + ". Start one with './shaker up', or name another one with --url or SHAKER_URL", cause);
    }

    /** The error object that rejections, failed mixtures and failed evaluations carry, on one line. */
    public static String line(JsonNode error) {
        String code = Documents.textOrEmpty(error, "code");
        String message = Documents.textOrEmpty(error, "message");
        return code.isEmpty() ? message : code + ": " + message;
    }

    /** The same as the end of a command. */
    public static CliException failure(JsonNode error) {
        return CliException.failed(error.path("code").asText(), error.path("message").asText(),
                Documents.textMap(error.path("details")));
    }
}
