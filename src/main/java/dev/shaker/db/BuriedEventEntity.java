package dev.shaker.db;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import org.jspecify.annotations.NullUnmarked;

import dev.shaker.event.Json;
import dev.shaker.pipeline.BuriedEvents.Buried;
import dev.shaker.pipeline.BuriedEvents.Header;

import static java.nio.charset.StandardCharsets.UTF_8;

/** An event that no topic takes. */
@Entity
@Table(name = "buried_event")
@NullUnmarked // Filled by Hibernate.
class BuriedEventEntity extends PanacheEntityBase {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    @Column(nullable = false)
    public String topic;

    @Column(name = "record_key")
    public byte[] key;

    /** A JSON array of pairs: name, Base64 of the value or null. */
    @Column(nullable = false)
    public String headers;

    public byte[] payload;

    public boolean arrived;

    @Column(nullable = false)
    public String code;

    @Column(nullable = false)
    public String message;

    @Column(nullable = false)
    public Instant at;

    static void keep(Buried event, Instant now) {
        BuriedEventEntity row = new BuriedEventEntity();
        row.topic = event.topic();
        row.key = event.key();
        List<List<String>> headers = new ArrayList<>();
        for (Header header : event.headers()) {
            List<String> pair = new ArrayList<>();
            pair.add(header.name());
            pair.add(header.value() == null ? null : Base64.getEncoder().encodeToString(header.value()));
            headers.add(pair);
        }
        row.headers = new String(Json.bytes(headers), UTF_8);
        row.payload = event.payload();
        row.arrived = event.arrived();
        row.code = event.code();
        // The database knows no text with a NUL in it.
        row.message = event.message().replace('\0', '\ufffd');
        row.at = now;
        row.persist();
    }

    Buried event() {
        List<Header> named = new ArrayList<>();
        for (JsonNode pair : Json.tree(headers)) {
            JsonNode value = pair.path(1);
            named.add(new Header(pair.path(0).asText(),
                    value.isNull() ? null : Base64.getDecoder().decode(value.asText())));
        }
        return new Buried(topic, key, named, payload, arrived, code, message);
    }
}
