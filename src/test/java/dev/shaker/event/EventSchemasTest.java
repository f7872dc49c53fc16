package dev.shaker.event;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EventSchemasTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    private final EventCodec codec = new EventCodec();

    @ParameterizedTest
    @EnumSource
    void everySchemaIsAValidSchemaWithDescriptions(EventType type) throws IOException {
        // Given
        var meta = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
        JsonNode schema = schema(type);

        // When
        var violations = meta.validate(schema);

        // Then
        assertThat(violations).isEmpty();
        assertThat(schema.path("title").asText()).isEqualTo(type.data().getSimpleName());
        assertThat(undescribed(schema, "")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void everyExampleSurvivesTheRoundTripUnchanged(EventType type) throws IOException {
        JsonNode examples = schema(type).path("examples");
        assertThat(examples).isNotEmpty();
        for (JsonNode example : examples) {
            // When
            Envelope<?> event = codec.decode(headers(type), Json.bytes(example), NOW);
            EventMessage again = codec.encode(event);

            // Then
            assertThat(event.data()).isInstanceOf(type.data());
            assertThat(codec.decode(again.headers(), again.body(), NOW)).isEqualTo(event);
            assertThat(withoutEmpty(Json.tree(again.body()))).isEqualTo(withoutEmpty(example));
        }
    }

    @ParameterizedTest
    @EnumSource
    void schemaAndRecordHaveTheSameFieldsAndRequireTheSame(EventType type) throws IOException {
        List<String> differences = new ArrayList<>();
        compare(schema(type), type.data(), type.shortName(), differences);
        assertThat(differences).isEmpty();
    }

    @Test
    void asyncApiListsExactlyTheTopicsTypesAndSchemas() throws IOException {
        // Given
        JsonNode document = new YAMLMapper().readTree(Files.readString(Path.of("src/main/resources/asyncapi.yaml")));

        // When
        Map<String, String> listed = new TreeMap<>();
        for (JsonNode channel : document.path("channels")) {
            assertThat(channel.path("messages")).isNotEmpty();
            for (JsonNode reference : channel.path("messages")) {
                JsonNode message = resolve(document, reference);
                listed.put(message.path("name").asText(), channel.path("address").asText() + " "
                        + message.at("/headers/properties/ce_type/const").asText() + " "
                        + message.at("/payload/schema/$ref").asText());
            }
        }

        // Then
        Map<String, String> expected = new TreeMap<>();
        for (EventType type : EventType.values()) {
            expected.put(type.cloudEventsType(), type.topic() + " " + type.cloudEventsType() + " " + type.schema());
        }
        assertThat(document.path("asyncapi").asText()).isEqualTo("3.0.0");
        assertThat(listed).isEqualTo(expected);
        assertThat(document.path("components").path("messages")).hasSize(expected.size());
        List<String> topics = Stream.of(EventType.values()).map(EventType::topic).distinct().toList();
        assertThat(document.path("operations")).hasSize(topics.size())
                .allSatisfy(operation -> assertThat(resolve(document, operation.path("channel")).path("address")
                        .asText()).isIn(topics));
        try (Stream<Path> schemas = Files.list(Path.of("src/main/resources/schemas"))) {
            assertThat(schemas).allSatisfy(schema -> assertThat(expected.values())
                    .anyMatch(entry -> entry.endsWith(" schemas/" + schema.getFileName())));
        }
    }

    /** To a regular expression the end of a text may lie before a last line feed. */
    @ParameterizedTest
    @ValueSource(strings = { "mini\\n", "mini\\r\\n", "\\nmini", "mi\\u0000ni" })
    void noNameHoldsALineFeed(String space) {
        String body = "{\"space\": \"" + space + "\", \"domain\": {\"name\": \"reviews\", \"labels\": [\"a\", \"b\"]},"
                + "\"adapter\": {\"location\": \"s3://b/a/\"}, \"baseModel\": {\"name\": \"x\", \"location\": \"s3://b/m/\"}}";
        assertThatThrownBy(() -> codec.decode(headers(EventType.TRAIN_COMPLETED),
                body.getBytes(java.nio.charset.StandardCharsets.UTF_8), NOW)).hasMessageContaining("space");
    }

    private static JsonNode resolve(JsonNode document, JsonNode reference) {
        JsonNode target = document.at(reference.path("$ref").asText().substring(1));
        assertThat(target.isMissingNode()).as("%s resolves", reference).isFalse();
        return target;
    }

    private static void compare(JsonNode schema, Class<?> record, String path, List<String> differences) {
        TreeSet<String> fields = new TreeSet<>();
        TreeSet<String> required = new TreeSet<>();
        for (RecordComponent component : record.getRecordComponents()) {
            String name = component.getName();
            fields.add(name);
            boolean collection = component.getType() == List.class || component.getType() == Map.class;
            if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)
                    && (!collection || isRequired(schema, name))) {
                required.add(name);
            }
            compareNested(schema.path("properties").path(name), component, path + "." + name, differences);
        }
        TreeSet<String> described = new TreeSet<>();
        schema.path("properties").fieldNames().forEachRemaining(described::add);
        TreeSet<String> demanded = new TreeSet<>();
        schema.path("required").forEach(name -> demanded.add(name.asText()));
        if (!fields.equals(described)) {
            differences.add(path + ": record has " + fields + ", schema " + described);
        }
        if (!required.equals(demanded)) {
            differences.add(path + ": record requires " + required + ", schema " + demanded);
        }
    }

    private static void compareNested(JsonNode property, RecordComponent component, String path,
            List<String> differences) {
        if (component.getType().isRecord()) {
            compare(property, component.getType(), path, differences);
        }
        if (component.getType() == List.class) {
            AnnotatedType element = ((AnnotatedParameterizedType) component.getAnnotatedType())
                    .getAnnotatedActualTypeArguments()[0];
            if (element.getType() instanceof Class<?> type && type.isRecord()) {
                compare(property.path("items"), type, path + "[]", differences);
            }
        }
    }

    private static boolean isRequired(JsonNode schema, String name) {
        for (JsonNode required : schema.path("required")) {
            if (required.asText().equals(name)) {
                return true;
            }
        }
        return false;
    }

    private static List<String> undescribed(JsonNode schema, String path) {
        List<String> missing = new ArrayList<>();
        if (schema.path("description").asText().length() < 4) {
            missing.add(path);
        }
        schema.path("properties").properties()
                .forEach(property -> missing.addAll(undescribed(property.getValue(), path + "/" + property.getKey())));
        if (schema.path("items").has("properties")) {
            missing.addAll(undescribed(schema.path("items"), path + "/[]"));
        }
        return missing;
    }

    private static JsonNode withoutEmpty(JsonNode node) {
        JsonNode copy = node.deepCopy();
        for (JsonNode child : copy) {
            if (child.isObject()) {
                ((com.fasterxml.jackson.databind.node.ObjectNode) child)
                        .removeIf(value -> value.isContainerNode() && value.isEmpty());
            }
        }
        ((com.fasterxml.jackson.databind.node.ObjectNode) copy)
                .removeIf(value -> value.isContainerNode() && value.isEmpty());
        return copy;
    }

    static Map<String, String> headers(EventType type) {
        return Map.of("ce_specversion", "1.0", "ce_id", "id-1", "ce_source", "/test", "ce_type",
                type.cloudEventsType(), "content-type", "application/json");
    }

    static JsonNode schema(EventType type) throws IOException {
        try (InputStream stream = EventType.class.getResourceAsStream("/" + type.schema())) {
            return Json.tree(stream.readAllBytes());
        }
    }
}
