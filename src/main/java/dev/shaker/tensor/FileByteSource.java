package dev.shaker.tensor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.jspecify.annotations.Nullable;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/**
 * A local file. It is opened with the first read and stays open until the source is garbage, as the JDK does with every channel,
 * so that a source needs no closing; reads are cut into pieces of a megabyte, so that the JDK's per-thread direct buffers stay
 * small.
 */
public final class FileByteSource implements ByteSource {
    private static final int PIECE = 1 << 20;

    private final Path path;
    private final long size;
    private @Nullable FileChannel channel;

    public FileByteSource(Path path) {
        this.path = path;
        try {
            this.size = Files.size(path);
        } catch (NoSuchFileException e) {
            throw new ShakerException(ErrorCode.OBJECT_NOT_FOUND, "file '" + path + "' does not exist", e).with("file",
                    path);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public String name() {
        return path.toString();
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int chunk() {
        return PIECE;
    }

    @Override
    public ByteBuffer read(long offset, int length) {
        TensorErrors.checkRange(this, offset, length);
        ByteBuffer buffer = ByteBuffer.allocate(length);
        try {
            FileChannel open = channel();
            while (buffer.position() < length) {
                int from = buffer.position();
                buffer.limit(Math.min(length, from + PIECE));
                if (open.read(buffer, offset + from) < 0) {
                    throw TensorErrors.truncated(name(), "ends at byte " + (offset + from) + " while bytes up to "
                            + (offset + length) + " are read");
                }
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
        return buffer.flip().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A channel that an interrupt has closed is opened again. */
    private synchronized FileChannel channel() throws IOException {
        FileChannel open = channel;
        if (open == null || !open.isOpen()) {
            open = FileChannel.open(path, StandardOpenOption.READ);
            channel = open;
        }
        return open;
    }

    private ShakerException unreadable(IOException e) {
        return new ShakerException(ErrorCode.STORE_UNAVAILABLE, "file '" + path + "' cannot be read: " + e, e)
                .with("file", path);
    }
}
