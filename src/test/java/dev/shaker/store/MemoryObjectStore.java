package dev.shaker.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Objects in memory, and a count of what was asked for. */
final class MemoryObjectStore implements ObjectStore {
    final Map<String, byte[]> objects = new TreeMap<>();
    final List<String> requests = new ArrayList<>();

    @Override
    public String bucket() {
        return "shaker";
    }

    @Override
    public List<StoredObject> list(S3Location prefix) {
        requests.add("list");
        return objects.keySet().stream().filter(name -> name.startsWith(prefix.toString()))
                .map(name -> stored(S3Location.parse(name, bucket()))).toList();
    }

    @Override
    public StoredObject stat(S3Location location) {
        requests.add("stat");
        return stored(location);
    }

    private StoredObject stored(S3Location location) {
        byte[] bytes = objects.get(location.toString());
        if (bytes == null) {
            throw S3Errors.missing(location, null);
        }
        return new StoredObject(location, bytes.length, Integer.toHexString(java.util.Arrays.hashCode(bytes)),
                Map.of());
    }

    @Override
    public InputStream open(StoredObject object, long offset, long length) {
        requests.add(offset + "+" + length);
        byte[] bytes = objects.getOrDefault(object.location().toString(), new byte[0]);
        return new ByteArrayInputStream(bytes, (int) offset, (int) length);
    }

    @Override
    public ObjectWriter write(S3Location location, Map<String, String> metadata) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        return new ObjectWriter() {
            @Override
            public void abort() {
                bytes.reset();
            }

            @Override
            public void close() {
                objects.put(location.toString(), bytes.toByteArray());
            }

            @Override
            public void write(int value) {
                bytes.write(value);
            }

            @Override
            public void write(byte[] data, int offset, int length) {
                bytes.write(data, offset, length);
            }
        };
    }

    @Override
    public void remove(S3Location location) {
        objects.remove(location.toString());
    }

    @Override
    public void ping() {
    }
}
