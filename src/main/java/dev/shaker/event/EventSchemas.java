package dev.shaker.event;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/** The JSON Schema files of all events: what is published for producers is what consumers check. */
final class EventSchemas {
    private static final int SHOWN = 5;

    private final Map<EventType, JsonSchema> schemas = new EnumMap<>(EventType.class);

    EventSchemas() {
        JsonSchemaFactory factory = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
        SchemaValidatorsConfig config = SchemaValidatorsConfig.builder().locale(Locale.ENGLISH)
                .pathType(PathType.JSON_PATH)
                .build();
        for (EventType type : EventType.values()) {
            JsonSchema schema = factory.getSchema(read(type), config);
            schema.initializeValidators();
            schemas.put(type, schema);
        }
    }

    /**
     * Checks the data of an event.
     *
     * @throws ShakerException EVENT_INVALID naming the fields, what is wrong with each, and the schema file
     */
    void check(EventType type, JsonNode data) {
        List<ValidationMessage> violations = new ArrayList<>(schema(type).validate(data));
        if (violations.isEmpty()) {
            return;
        }
        StringBuilder message = new StringBuilder(type.shortName()).append(": ");
        for (int i = 0; i < Math.min(SHOWN, violations.size()); i++) {
            message.append(i == 0 ? "" : "; ").append(violations.get(i).getMessage());
        }
        if (violations.size() > SHOWN) {
            message.append("; and ").append(violations.size() - SHOWN).append(" more");
        }
        message.append(" (see ").append(file(type)).append(')');
        throw new ShakerException(ErrorCode.EVENT_INVALID, message.toString()).with("field", field(violations.get(0)))
                .with("schema", file(type));
    }

    private JsonSchema schema(EventType type) {
        JsonSchema schema = schemas.get(type);
        if (schema == null) {
            throw new IllegalStateException("no schema for " + type);
        }
        return schema;
    }

    private static String field(ValidationMessage violation) {
        String place = violation.getInstanceLocation().toString();
        String property = violation.getProperty();
        String path = property == null || property.isEmpty() ? place : place + "." + property;
        return path.startsWith("$.") ? path.substring(2) : path;
    }

    private static String file(EventType type) {
        return type.schema();
    }

    private static JsonNode read(EventType type) {
        try (InputStream stream = EventSchemas.class.getResourceAsStream("/" + file(type))) {
            if (stream == null) {
                throw new IllegalStateException(file(type) + " is not on the class path");
            }
            return Json.tree(stream.readAllBytes());
        } catch (IOException e) {
            throw new IllegalStateException(file(type) + " cannot be read", e);
        }
    }
}
