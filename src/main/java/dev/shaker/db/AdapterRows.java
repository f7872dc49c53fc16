package dev.shaker.db;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.Announcement;
import dev.shaker.adapter.BaseModelReference;
import dev.shaker.adapter.DataLocation;
import dev.shaker.adapter.Prompt;
import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.adapter.Rejection;
import dev.shaker.error.Wire;
import dev.shaker.event.Json;
import dev.shaker.identity.AdapterId;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.SpaceName;

/** Between the records of the ports and the rows of adapters and announcements. */
final class AdapterRows {
    private AdapterRows() {
    }

    static RegisteredAdapter toRecord(AdapterEntity row) {
        DataLocation test = data(row.testLocation, row.testFormat, row.testDigest, row.testBadRows, row.testPrompt,
                row.testOutside);
        DataLocation train = data(row.trainLocation, row.trainFormat, row.trainDigest, 0, null, false);
        return new RegisteredAdapter(new AdapterId(row.adapterId), new SpaceName(row.space), new DomainName(row.domain),
                row.method, row.format, row.status,
                row.location, Collections.unmodifiableSortedMap(new TreeMap<>(row.files)),
                new BaseModelReference(row.baseModelName, row.baseModelLocation, row.baseModelDigest,
                        row.baseModelFiles),
                List.of(row.labels), test, train, row.maxLength, row.planes, row.updatePlanes, row.layers,
                row.parameters, row.initSeed,
                row.trainingRun, row.generation, row.trainedAt, row.registeredAt, row.inert, row.withdrawnAt);
    }

    private static @Nullable DataLocation data(@Nullable String location, @Nullable String format,
            @Nullable String digest, int badRows, @Nullable String prompt, boolean outside) {
        return location == null || format == null || digest == null
                ? null
                : new DataLocation(location, format, digest, badRows,
                        prompt == null ? null : Json.mapper().convertValue(Json.tree(prompt), Prompt.class), outside);
    }

    static AdapterEntity toRow(RegisteredAdapter adapter) {
        AdapterEntity row = new AdapterEntity();
        row.space = adapter.space().name();
        row.domain = adapter.domain().name();
        row.adapterId = adapter.id().hex();
        row.method = adapter.method();
        row.format = adapter.format();
        row.status = adapter.status();
        row.planes = adapter.planes();
        row.updatePlanes = adapter.updatePlanes();
        row.layers = adapter.layers();
        row.parameters = adapter.parameters();
        row.generation = adapter.generation();
        row.registeredAt = adapter.registeredAt();
        row.inert = adapter.inert();
        row.withdrawnAt = adapter.withdrawnAt();
        describe(row, adapter);
        return row;
    }

    /** What a second announcement of the same content may change. */
    static void describe(AdapterEntity row, RegisteredAdapter adapter) {
        DataLocation test = adapter.test();
        row.location = adapter.location();
        row.files = adapter.files();
        row.labels = adapter.labels().toArray(String[]::new);
        row.baseModelName = adapter.baseModel().name();
        row.baseModelLocation = adapter.baseModel().location();
        row.baseModelDigest = adapter.baseModel().digest();
        row.baseModelFiles = adapter.baseModel().files();
        row.testLocation = test == null ? null : test.location();
        row.testFormat = test == null ? null : test.format();
        row.testPrompt = test == null || test.prompt() == null ? null : Json.text(test.prompt());
        row.testDigest = test == null ? null : test.digest();
        row.testOutside = test != null && test.outside();
        row.testBadRows = test == null ? 0 : test.badRows();
        DataLocation train = adapter.train();
        row.trainLocation = train == null ? null : train.location();
        row.trainFormat = train == null ? null : train.format();
        row.trainDigest = train == null ? null : train.digest();
        row.maxLength = adapter.maxLength();
        row.initSeed = adapter.initSeed();
        row.trainingRun = adapter.trainingRun();
        row.trainedAt = adapter.trainedAt();
    }

    static AnnouncementEntity toRow(String identity, Announcement announcement) {
        AnnouncementEntity row = new AnnouncementEntity();
        row.identity = identity;
        row.eventId = announcement.eventId();
        row.space = announcement.space();
        row.domain = announcement.domain();
        row.location = announcement.location();
        row.outcome = announcement.outcome();
        row.adapterId = Wire.text(announcement.adapterId());
        row.generation = announcement.generation();
        row.failure.set(announcement.code(), announcement.message(), announcement.details());
        row.at = announcement.at();
        return row;
    }

    static Rejection toRejection(AnnouncementEntity row) {
        return new Rejection(row.eventId, row.space, row.domain, row.location,
                Objects.requireNonNullElse(row.failure.code(), ""),
                Objects.requireNonNullElse(row.failure.message(), ""), row.failure.details(), row.at);
    }

    static Announcement toRecord(AnnouncementEntity row) {
        // Source and id, with a blank between them.
        String source = row.identity.substring(0, row.identity.length() - row.eventId.length() - 1);
        return new Announcement(source, row.eventId, row.space, row.domain, row.location, row.outcome,
                row.adapterId == null ? null : new AdapterId(row.adapterId),
                row.generation, row.failure.code(), row.failure.message(), row.failure.details(), row.at);
    }
}
