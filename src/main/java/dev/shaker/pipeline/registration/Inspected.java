package dev.shaker.pipeline.registration;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterStatus;
import dev.shaker.adapter.BaseModelReference;
import dev.shaker.adapter.DataLocation;
import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.adapter.SpaceSignature;
import dev.shaker.identity.AdapterId;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.SpaceName;
import dev.shaker.tensor.SignPlanes;

/**
 * An announced adapter that passed every check of its own.
 *
 * @param planes packed sign planes by normalised tensor name
 * @param planesLocation where they are stored
 * @param update packed sign planes of the updates by module, empty for what is no LoRA
 * @param updateLocation where they are stored, null where there are none
 */
record Inspected(SpaceName space, DomainName domain, Adapter adapter, AdapterId id, SpaceSignature signature,
        BaseModelReference baseModel, SortedMap<String, String> files, List<String> labels,
        @Nullable DataLocation test, @Nullable DataLocation train, int maxLength,
        SequencedMap<String, SignPlanes> planes, String planesLocation, SequencedMap<String, SignPlanes> update,
        @Nullable String updateLocation, long parameters, @Nullable Long initSeed, @Nullable String trainingRun,
        Map<String, String> metrics,
        Instant trainedAt) {
    RegisteredAdapter registered(AdapterStatus status, long generation, Instant now) {
        return registered(status, generation, now, null);
    }

    /** @param withdrawnAt null unless its domain was withdrawn since it was trained */
    RegisteredAdapter registered(AdapterStatus status, long generation, Instant now, @Nullable Instant withdrawnAt) {
        return new RegisteredAdapter(id, space, domain, adapter.method(), adapter.format(), status,
                adapter.location(), files, baseModel, labels, test, train, maxLength, planesLocation, updateLocation,
                planes.size(),
                parameters, initSeed, trainingRun, generation, trainedAt, now,
                isInert(), withdrawnAt);
    }

    /** Whether it changes nothing. */
    boolean isInert() {
        return InertAdapter.is(adapter.config(), planes);
    }
}
