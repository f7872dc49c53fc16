package dev.shaker.store;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import org.jspecify.annotations.Nullable;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.ByteSource;

/**
 * One object, read by ranges. A short read fetches {@code readAhead} bytes and keeps them, so that a header and the small
 * tensors after it are one request; a longer one is fetched as it is and not kept, so that memory stays at one tensor.
 */
final class S3ByteSource implements ByteSource {
    private final ObjectStore objects;
    private final StoredObject object;
    private final int readAhead;
    private volatile @Nullable Window window;

    private record Window(long offset, byte[] bytes) {
        boolean holds(long from, int length) {
            return from >= offset && from + length <= offset + bytes.length;
        }
    }

    S3ByteSource(ObjectStore objects, StoredObject object, int readAhead) {
        this.objects = objects;
        this.object = object;
        this.readAhead = readAhead;
    }

    @Override
    public String name() {
        return object.location().toString();
    }

    @Override
    public long size() {
        return object.size();
    }

    @Override
    public ByteBuffer read(long offset, int length) {
        if (offset < 0 || length < 0 || offset > object.size() - length) {
            throw new ShakerException(ErrorCode.TENSOR_FILE_TRUNCATED,
                    name() + " has " + object.size() + " bytes, bytes " + offset + " to " + (offset + length)
                            + " are wanted; upload the whole file")
                    .with("file", name()).with("offset", offset).with("length", length);
        }
        Window held = window;
        if (held != null && held.holds(offset, length)) {
            return part(held, offset, length);
        }
        if (length >= readAhead) {
            return ByteBuffer.wrap(fetch(offset, length)).order(ByteOrder.LITTLE_ENDIAN);
        }
        Window fresh = new Window(offset, fetch(offset, (int) Math.min(readAhead, object.size() - offset)));
        window = fresh;
        return part(fresh, offset, length);
    }

    private static ByteBuffer part(Window from, long offset, int length) {
        byte[] copy = new byte[length];
        System.arraycopy(from.bytes, (int) (offset - from.offset), copy, 0, length);
        return ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN);
    }

    private byte[] fetch(long offset, int length) {
        try (InputStream in = objects.open(object, offset, length)) {
            byte[] bytes = in.readNBytes(length);
            if (bytes.length < length) {
                throw new EOFException("the connection ended after " + bytes.length + " of " + length + " bytes");
            }
            return bytes;
        } catch (IOException e) {
            throw S3Errors.translate(e, object.location(), objects.bucket());
        }
    }
}
