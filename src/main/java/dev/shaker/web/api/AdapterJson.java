package dev.shaker.web.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.DataLocation;
import dev.shaker.adapter.Prompt;
import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.error.Wire;
import dev.shaker.web.lists.CsvTable;

/**
 * One registration of an adapter.
 *
 * @param id SHA-256 over the normalised tensors, hex
 * @param status {@code "registered"}, {@code "superseded"} or {@code "withdrawn"}
 * @param updatePlanes packed sign planes of the updates, missing for what is no LoRA
 * @param inert whether it changes nothing, and so is never chosen as a partner
 * @param parameters trainable parameters of the body
 * @param withdrawnAt when it was withdrawn, missing unless it was
 */
public record AdapterJson(String id, String space, String domain, String method, String format, String status,
        String location, Map<String, String> files, SpaceJson.BaseModelJson baseModel, List<String> labels,
        @Nullable DataJson test, @Nullable DataJson train, int maxLength, String planes, @Nullable String updatePlanes,
        int layers, long parameters, @Nullable Long initSeed,
        @Nullable String trainingRun, long generation, Instant trainedAt, Instant registeredAt, boolean inert,
        @Nullable Instant withdrawnAt) {
    static final CsvTable<AdapterJson> CSV = CsvTable.begin("domain", AdapterJson::domain).with("id", AdapterJson::id)
            .with("status", AdapterJson::status).with("method", AdapterJson::method)
            .with("format", AdapterJson::format).with("generation", AdapterJson::generation)
            .with("parameters", AdapterJson::parameters).with("layers", AdapterJson::layers)
            .with("labels", AdapterJson::labels).with("inert", AdapterJson::inert)
            .with("trained_at", AdapterJson::trainedAt).with("registered_at", AdapterJson::registeredAt)
            .with("location", AdapterJson::location);

    /**
     * The test or the training split.
     *
     * @param evaluator {@code "outside"} where others measure on it
     */
    public record DataJson(String location, String format, @Nullable PromptJson prompt,
            @Nullable String evaluator) {
        static @Nullable DataJson of(@Nullable DataLocation data) {
            return data == null
                    ? null
                    : new DataJson(data.location(), data.format(), PromptJson.of(data.prompt()),
                            data.outside() ? "outside" : null);
        }
    }

    /**
     * How a decoder is asked for a row's label, missing where a head classifies.
     *
     * @param continuations by label, as they follow the template
     */
    public record PromptJson(String template, List<String> continuations) {
        static @Nullable PromptJson of(@Nullable Prompt prompt) {
            return prompt == null ? null : new PromptJson(prompt.template(), prompt.continuations());
        }
    }

    static AdapterJson of(RegisteredAdapter adapter) {
        return new AdapterJson(adapter.id().hex(), adapter.space().name(), adapter.domain().name(),
                adapter.method().wire(),
                Wire.name(adapter.format()), Wire.name(adapter.status()), adapter.location(), adapter.files(),
                SpaceJson.BaseModelJson.of(adapter.baseModel()), adapter.labels(), DataJson.of(adapter.test()),
                DataJson.of(adapter.train()), adapter.maxLength(),
                adapter.planes(), adapter.updatePlanes(), adapter.layers(), adapter.parameters(), adapter.initSeed(),
                adapter.trainingRun(),
                adapter.generation(), adapter.trainedAt(), adapter.registeredAt(), adapter.inert(),
                adapter.withdrawnAt());
    }
}
