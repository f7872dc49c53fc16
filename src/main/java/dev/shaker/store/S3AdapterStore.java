package dev.shaker.store;

import java.io.OutputStream;
import java.util.List;
import java.util.Map;

import dev.shaker.adapter.AdapterStore;
import dev.shaker.adapter.FileSet;
import dev.shaker.adapter.FileSink;

/** Adapters, base models and artefacts as prefixes of an S3 store. */
public final class S3AdapterStore implements AdapterStore {
    private final ObjectStore objects;
    private final int readAhead;

    /** @param readAhead bytes fetched at a time where less is asked for */
    public S3AdapterStore(ObjectStore objects, int readAhead) {
        this.objects = objects;
        this.readAhead = readAhead;
    }

    /** Lists the prefix once. A location without a slash at its end may be one object: then its directory is opened with it alone. */
    @Override
    public FileSet open(String location) {
        S3Location place = S3Location.parse(location, objects.bucket());
        S3Location prefix = place.asPrefix();
        List<StoredObject> found = objects.list(prefix);
        if (!found.isEmpty()) {
            return new S3FileSet(objects, prefix, found, readAhead);
        }
        if (place.equals(prefix)) {
            throw S3Errors.missing(place, null);
        }
        S3Location directory = new S3Location(place.bucket(),
                place.key().substring(0, place.key().lastIndexOf('/') + 1));
        return new S3FileSet(objects, directory, List.of(objects.stat(place)), readAhead);
    }

    @Override
    public FileSink sink(String location) {
        S3Location prefix = S3Location.parse(location, objects.bucket()).asPrefix();
        return new FileSink() {
            @Override
            public String location() {
                return prefix.toString();
            }

            @Override
            public OutputStream create(String file) {
                return objects.write(prefix.resolve(file), Map.of());
            }
        };
    }

    @Override
    public String locate(String key) {
        return new S3Location(objects.bucket(), key).toString();
    }
}
