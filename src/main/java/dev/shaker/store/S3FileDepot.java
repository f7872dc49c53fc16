package dev.shaker.store;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;

import jakarta.inject.Singleton;

import dev.shaker.adapter.FileDepot;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.Sha256;

/** Uploads and downloads in the own bucket. A digest that was announced is kept beside the object. */
@Singleton
final class S3FileDepot implements FileDepot {
    private static final String DIGEST = "sha256";
    private static final int CHUNK = 1 << 16;

    private final ObjectStore objects;

    S3FileDepot(ObjectStore objects) {
        this.objects = objects;
    }

    @Override
    public String bucket() {
        return objects.bucket();
    }

    @Override
    public Optional<StoredFile> find(String location) {
        S3Location place = S3Location.parse(location, objects.bucket());
        if (!place.bucket().equals(objects.bucket())) {
            throw new ShakerException(ErrorCode.LOCATION_INVALID,
                    place + " is outside the bucket '" + objects.bucket() + "'; ask that bucket's own store for it")
                    .with("location", place);
        }
        try {
            return Optional.of(file(objects.stat(place)));
        } catch (ShakerException e) {
            if (e.code() == ErrorCode.OBJECT_NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public InputStream open(StoredFile file) {
        S3Location place = S3Location.parse(file.location(), objects.bucket());
        return objects.open(new StoredObject(place, file.size(), file.tag(), Map.of()), 0, file.size());
    }

    @Override
    public StoredFile store(String key, Optional<String> sha256, InputStream bytes) {
        S3Location place = new S3Location(objects.bucket(), key);
        var digest = new Sha256();
        ObjectWriter writer = objects.write(place, sha256.map(hex -> Map.of(DIGEST, hex)).orElseGet(Map::of));
        boolean whole = false;
        try {
            copy(bytes, digest, writer, place);
            String actual = digest.hex();
            if (sha256.isPresent() && !sha256.get().equals(actual)) {
                throw new ShakerException(ErrorCode.FILE_DIGEST_MISMATCH, "the bytes sent for " + place
                        + " have SHA-256 " + actual + ", announced was " + sha256.get() + "; send the file again")
                        .with("file", place).with("expected", sha256.get()).with("actual", actual);
            }
            writer.close();
            whole = true;
            StoredObject stored = objects.stat(place);
            return new StoredFile(place.toString(), stored.size(), stored.tag(), Optional.of(actual));
        } finally {
            if (!whole) {
                writer.abort();
            }
        }
    }

    private static void copy(InputStream bytes, Sha256 digest, ObjectWriter writer, S3Location place) {
        byte[] chunk = new byte[CHUNK];
        while (true) {
            int read;
            try {
                read = bytes.read(chunk);
            } catch (IOException e) {
                throw new ShakerException(ErrorCode.REQUEST_INVALID,
                        "the bytes sent for " + place + " end early; send the file again", e).with("file", place);
            }
            if (read < 0) {
                return;
            }
            digest.update(chunk, 0, read);
            writer.write(chunk, 0, read);
        }
    }

    private static StoredFile file(StoredObject object) {
        return new StoredFile(object.location().toString(), object.size(), object.tag(),
                Optional.ofNullable(object.metadata().get(DIGEST)));
    }
}
