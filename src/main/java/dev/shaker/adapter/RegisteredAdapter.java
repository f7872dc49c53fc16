package dev.shaker.adapter;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;

import org.jspecify.annotations.Nullable;

import dev.shaker.identity.AdapterId;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.SpaceName;

/**
 * A row of the catalogue: one adapter that passed every check.
 *
 * @param id SHA-256 over the normalised tensors, hex
 * @param files SHA-256 by file name as they were when registered
 * @param test the domain's test split, null where the producer gave none (such a domain cannot be evaluated)
 * @param maxLength tokens a text is truncated to
 * @param train the domain's training split, null where the producer gave none
 * @param planes location of the packed sign planes
 * @param updatePlanes location of the packed sign planes of the updates, null for what is no LoRA
 * @param layers number of tensors
 * @param parameters number of trainable parameters of the body
 * @param generation the generation of the space that this registration made
 * @param trainedAt the event's time: of two adapters of one domain the later-trained one is current, in whichever order they
 *        arrive
 * @param inert whether it changes nothing (B = 0, alpha 0, or nothing that goes up): never chosen as a partner
 * @param withdrawnAt when it was withdrawn, null unless it was
 */
public record RegisteredAdapter(AdapterId id, SpaceName space, DomainName domain, AdapterMethod method,
        AdapterFormat format,
        AdapterStatus status, String location, SortedMap<String, String> files, BaseModelReference baseModel,
        List<String> labels, @Nullable DataLocation test, @Nullable DataLocation train, int maxLength,
        String planes, @Nullable String updatePlanes, int layers, long parameters,
        @Nullable Long initSeed, @Nullable String trainingRun, long generation, Instant trainedAt,
        Instant registeredAt, boolean inert, @Nullable Instant withdrawnAt) {
    /** An adapter that changes something, and was not withdrawn. */
    public RegisteredAdapter(AdapterId id, SpaceName space, DomainName domain, AdapterMethod method,
            AdapterFormat format,
            AdapterStatus status, String location, SortedMap<String, String> files, BaseModelReference baseModel,
            List<String> labels, @Nullable DataLocation test, @Nullable DataLocation train, int maxLength,
            String planes, @Nullable String updatePlanes, int layers, long parameters, @Nullable Long initSeed,
            @Nullable String trainingRun, long generation, Instant trainedAt, Instant registeredAt) {
        this(id, space, domain, method, format, status, location, files, baseModel, labels, test, train, maxLength,
                planes, updatePlanes, layers, parameters, initSeed, trainingRun, generation, trainedAt, registeredAt,
                false, null);
    }

    /** Whether others measure on its test split, and Shaker's own evaluator does not. */
    public boolean isMeasuredOutside() {
        return test != null && test.outside();
    }
}
