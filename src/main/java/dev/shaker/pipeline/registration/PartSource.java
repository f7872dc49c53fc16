package dev.shaker.pipeline.registration;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import dev.shaker.tensor.ByteSource;

/**
 * A part of an object that was read whole.
 *
 * @param bytes read from the object's byte {@code offset} on
 */
record PartSource(ByteSource object, PlanePlace place, ByteBuffer bytes, long offset) implements ByteSource {
    @Override
    public String name() {
        return place.location();
    }

    @Override
    public long size() {
        return place.length();
    }

    @Override
    public ByteBuffer read(long from, int length) {
        return bytes.slice(Math.toIntExact(place.offset() - offset + from), length).order(ByteOrder.LITTLE_ENDIAN);
    }
}
