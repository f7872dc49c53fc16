package dev.shaker.outbound;

import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;

import dev.shaker.error.ShakerException;
import dev.shaker.event.Json;

/** The few calls of MLflow's REST API for registered models (2.0) that a verdict needs. */
final class MlflowCalls {
    private static final int PAGE = 200;

    private final MlflowAccess access;
    private final OutboundCalls calls;

    MlflowCalls(MlflowAccess access, OutboundCalls calls) {
        this.access = access;
        this.calls = calls;
    }

    /** A version of a registered model. */
    record Version(String model, String number, Map<String, String> tags) {
        static Version of(JsonNode json) {
            Map<String, String> tags = new HashMap<>();
            json.path("tags").forEach(tag -> tags.put(tag.path("key").asText(), tag.path("value").asText()));
            return new Version(json.path("name").asText(), json.path("version").asText(), tags);
        }
    }

    /** Versions of a model that have a tag with this value, in the order of their numbers. */
    List<Version> versions(String model, String tag, String value) {
        List<Version> found = new ArrayList<>();
        Map<String, String> query = new LinkedHashMap<>();
        query.put("filter", "name = '" + model + "' AND tags.`" + tag + "` = '" + value + "'");
        query.put("max_results", Integer.toString(PAGE));
        String page;
        do {
            JsonNode answer = get("model-versions/search", query);
            // What the server makes of the filter is its own matter.
            answer.path("model_versions").forEach(json -> {
                Version version = Version.of(json);
                if (version.model().equals(model) && value.equals(version.tags().get(tag))) {
                    found.add(version);
                }
            });
            page = answer.path("next_page_token").asText();
            query.put("page_token", page);
        } while (!page.isEmpty());
        found.sort((one, other) -> one.number().length() == other.number().length()
                ? one.number().compareTo(other.number())
                : Integer.compare(one.number().length(), other.number().length()));
        return found;
    }

    /** The version that an alias of a model stands for. */
    Optional<Version> aliased(String model, String alias) {
        for (JsonNode one : get("registered-models/get", Map.of("name", model)).at("/registered_model/aliases")) {
            if (one.path("alias").asText().equals(alias)) {
                return Optional.of(Version.of(get("model-versions/get",
                        Map.of("name", model, "version", one.path("version").asText())).path("model_version")));
            }
        }
        return Optional.empty();
    }

    void tag(Version version, String key, String value) {
        post("model-versions/set-tag",
                Map.of("name", version.model(), "version", version.number(), "key", key, "value", value));
    }

    void alias(Version version, String alias) {
        post("registered-models/alias",
                Map.of("name", version.model(), "version", version.number(), "alias", alias));
    }

    private JsonNode get(String path, Map<String, String> query) {
        String written = query.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        HttpRequest request = request(path + "?" + written).GET().build();
        String body = calls.body(request);
        try {
            return Json.tree(body);
        } catch (ShakerException e) {
            throw OutboundErrors.unavailable(request.uri(), "its answer is no JSON, so something else answers there: "
                    + OutboundErrors.said(200, body), e);
        }
    }

    private void post(String path, Map<String, String> body) {
        calls.body(request(path).header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(Json.bytes(body))).build());
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(access.at(path)).header("Accept", "application/json");
        access.authorization().ifPresent(value -> request.header("Authorization", value));
        return request;
    }
}
