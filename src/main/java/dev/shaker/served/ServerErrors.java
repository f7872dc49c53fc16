package dev.shaker.served;

import java.net.URI;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/**
 * What the server's failures are called. What may pass (away, slow, overloaded, a matter of its configuration or of Shaker's) is
 * {@code evaluation-server-unavailable}, and the same work goes on when it is mended; what it would refuse again is
 * {@code evaluation-server-refused}.
 */
final class ServerErrors {
    private static final int QUOTED = 500;

    private ServerErrors() {
    }

    static ShakerException unavailable(URI at, String why, @Nullable Throwable cause) {
        return new ShakerException(ErrorCode.EVALUATION_SERVER_UNAVAILABLE, "the evaluation server does not serve " + at
                + " (" + why + "); the evaluation goes on once it does: check shaker.evaluation.server.url and the"
                + " server's log", cause).with("url", at);
    }

    static ShakerException refused(URI at, String why) {
        return new ShakerException(ErrorCode.EVALUATION_SERVER_REFUSED, "the evaluation server refuses " + at + ": "
                + why + "; start it so that it can, or let others measure the domain (domain.test.evaluator,"
                + " --outside)").with("url", at);
    }

    /** An answer that is none of a server of this kind. */
    static ShakerException other(URI at, String missing) {
        return new ShakerException(ErrorCode.EVALUATION_SERVER_REFUSED, "the evaluation server's answer of " + at
                + " has " + missing + ": a server with vLLM's interface is expected at shaker.evaluation.server.url")
                .with("url", at);
    }

    /** Whether another attempt may bring another answer. */
    static boolean isPassing(int status) {
        return status >= 500 || status == 408 || status == 429;
    }

    /** Whether what is wrong is configuration, there or here: it ends when that is mended. */
    static boolean isConfiguration(int status) {
        return status == 401 || status == 403 || status >= 300 && status < 400;
    }

    /** What an answer says went wrong: as vLLM and OpenAI put it, as FastAPI does, or as it stands. */
    static String message(int status, String body, @Nullable JsonNode json) {
        String said = "";
        if (json != null) {
            for (String pointer : new String[]{ "/error/message", "/message", "/detail", "/error" }) {
                JsonNode found = json.at(pointer);
                if (said.isEmpty() && !found.isMissingNode()) {
                    said = found.isTextual() ? found.textValue() : found.toString();
                }
            }
        }
        String text = said.isEmpty() ? body.strip() : said;
        return "status " + status + (text.isEmpty() ? "" : ", " + cut(text));
    }

    private static String cut(String text) {
        return text.length() <= QUOTED ? text : text.substring(0, QUOTED) + "…";
    }
}
