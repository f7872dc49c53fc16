package dev.shaker.cli.common;

import java.io.IOException;
import java.net.URI;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

/** Turns what goes wrong between a command and an instance into something a person can act upon. */
public final class Problems {
    private Problems() {
    }

    /** Problem details (RFC 9457) as an exception; anything else that answers with an error is not an instance. */
    static CliException of(int status, String body, URI base) {
        try {
            JsonNode problem = Documents.parse(body);
            if (problem.hasNonNull("code")) {
                return CliException.failed(problem.get("code").asText(),
                        problem.path("detail").asText(problem.path("title").asText()),
                        Documents.textMap(problem.path("details")));
            }
        } catch (JsonProcessingException notJson) {
            // Told below: a proxy or a stranger answers.
        }
        return CliException.environment(base + " answers with status " + status
                + " and without a Shaker error code: is it a Shaker instance? Name another one with --url or SHAKER_URL",
                null);
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
}
