package dev.shaker.web;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.restassured.response.Response;

import dev.shaker.event.Json;

import static io.restassured.RestAssured.given;

/** The OpenAPI document as it is served, and whether an answer is one that it documents. */
public final class OpenApiDocument {
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

    private final JsonNode document;

    /** An operation of the document. */
    public record Documented(String method, String path, JsonNode operation) {
        /** The path with something in every place. */
        public String example() {
            return path.replace("{what}", method.equals("POST") ? "pause" : "report").replaceAll("\\{[^}]+}",
                    "none-there");
        }
    }

    private OpenApiDocument(JsonNode document) {
        this.document = document;
    }

    /** Reads the document; no schema of an object allows for properties that it does not name. */
    public static OpenApiDocument read() {
        JsonNode document = Json
                .tree(given().get("/q/openapi?format=json").then().statusCode(200).extract().asString());
        document.at("/components/schemas").forEach(OpenApiDocument::close);
        return new OpenApiDocument(document);
    }

    private static void close(JsonNode schema) {
        if (schema instanceof ObjectNode object && object.has("properties") && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
        schema.forEach(OpenApiDocument::close);
    }

    /** All operations, in the order of the document. */
    public List<Documented> operations() {
        List<Documented> operations = new ArrayList<>();
        document.path("paths").properties().forEach(path -> path.getValue().properties().forEach(method -> {
            if (method.getValue().has("responses")) {
                operations.add(new Documented(method.getKey().toUpperCase(java.util.Locale.ROOT), path.getKey(),
                        method.getValue()));
            }
        }));
        return operations;
    }

    /** What of an answer is not as documented. */
    public List<String> faults(String method, String address, Response answer) {
        String path = address.replaceFirst("\\?.*", "");
        return operations().stream().filter(one -> one.method().equals(method) && matches(one.path(), path)).findFirst()
                .map(one -> faults(one, answer)).orElse(List.of("is not documented")).stream()
                .map(fault -> method + " " + address + ": " + fault).toList();
    }

    private static boolean matches(String template, String path) {
        if (!template.contains("{")) {
            return template.equals(path);
        }
        String pattern = Pattern.quote(template).replaceAll("\\{[^}]+}", "\\\\E[^/]+\\\\Q");
        return Pattern.matches(pattern, path);
    }

    /** The same of a known operation. */
    public List<String> faults(Documented operation, Response answer) {
        JsonNode responses = operation.operation().path("responses");
        String status = String.valueOf(answer.statusCode());
        JsonNode response = responses.path(status);
        if (response.isMissingNode() && answer.statusCode() >= 400) {
            response = responses.path("default");
        }
        if (response.isMissingNode()) {
            return List.of("status " + status + " is not documented");
        }
        byte[] body = answer.asByteArray();
        if (body.length == 0) {
            return List.of();
        }
        String type = answer.contentType().replaceFirst(";.*", "");
        JsonNode content = response.path("content").path(type);
        if (content.isMissingNode()) {
            return List.of(status + " with " + type + " is not documented, only " + response.path("content"));
        }
        return type.endsWith("json") ? invalid(content.path("schema"), Json.tree(body)) : List.of();
    }

    private List<String> invalid(JsonNode schema, JsonNode body) {
        ObjectNode whole = schema.deepCopy();
        whole.set("components", document.path("components"));
        return SCHEMAS.getSchema(whole).validate(body).stream().map(ValidationMessage::getMessage).limit(5).toList();
    }
}
