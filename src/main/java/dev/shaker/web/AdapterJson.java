package dev.shaker.web;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.RegisteredAdapter;

/**
 * One registration of an adapter.
 *
 * @param id SHA-256 over the normalised tensors, hex
 * @param status {@code registered} or {@code superseded}
 * @param parameters trainable parameters of the body
 */
public record AdapterJson(String id, String space, String domain, String method, String format, String status,
        String location, Map<String, String> files, SpaceJson.BaseModelJson baseModel, List<String> labels,
        @Nullable DataJson test, int maxLength, String planes, int layers, long parameters, @Nullable Long initSeed,
        @Nullable String trainingRun, long generation, Instant trainedAt, Instant registeredAt) {
    /** The test split. */
    public record DataJson(String location, String format) {}

    static AdapterJson of(RegisteredAdapter adapter) {
        DataJson test = adapter.test() == null
                ? null
                : new DataJson(adapter.test().location(), adapter.test().format());
        return new AdapterJson(adapter.id(), adapter.space(), adapter.domain(), adapter.method().wire(),
                Wire.name(adapter.format()), Wire.name(adapter.status()), adapter.location(), adapter.files(),
                SpaceJson.BaseModelJson.of(adapter.baseModel()), adapter.labels(), test, adapter.maxLength(),
                adapter.planes(), adapter.layers(), adapter.parameters(), adapter.initSeed(), adapter.trainingRun(),
                adapter.generation(), adapter.trainedAt(), adapter.registeredAt());
    }
}
