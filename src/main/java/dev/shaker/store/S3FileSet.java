package dev.shaker.store;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.shaker.adapter.FileSet;
import dev.shaker.tensor.ByteSource;

/** The objects below a prefix as they were when it was listed; a single object is a set of one file. */
final class S3FileSet implements FileSet {
    private final ObjectStore objects;
    private final S3Location location;
    private final int readAhead;
    private final SortedMap<String, StoredObject> files = new TreeMap<>();

    S3FileSet(ObjectStore objects, S3Location prefix, List<StoredObject> found, int readAhead) {
        this.objects = objects;
        this.location = prefix;
        this.readAhead = readAhead;
        for (StoredObject object : found) {
            files.put(object.location().key().substring(prefix.key().length()), object);
        }
    }

    @Override
    public String location() {
        return location.toString();
    }

    @Override
    public SortedMap<String, Long> files() {
        SortedMap<String, Long> sizes = new TreeMap<>();
        files.forEach((name, object) -> sizes.put(name, object.size()));
        return Collections.unmodifiableSortedMap(sizes);
    }

    @Override
    public Optional<String> tag(String file) {
        return Optional.ofNullable(files.get(file)).map(StoredObject::tag);
    }

    @Override
    public ByteSource open(String file) {
        StoredObject object = files.get(file);
        if (object == null) {
            throw S3Errors.missing(location.resolve(file), null);
        }
        return new S3ByteSource(objects, object, readAhead);
    }
}
