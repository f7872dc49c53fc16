package dev.shaker.evaluation.rows;

import java.io.InputStream;
import java.nio.ByteBuffer;

import dev.shaker.tensor.ByteSource;

/** Reads a {@link ByteSource} from front to back in large ranges: each range is a request where the source is a remote object. */
public final class ByteSourceStream extends InputStream {
    private static final int RANGE = 4 << 20;

    private final ByteSource source;
    private ByteBuffer range = ByteBuffer.allocate(0);
    private long offset;

    public ByteSourceStream(ByteSource source) {
        this.source = source;
    }

    @Override
    public int read() {
        return more() ? range.get() & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int from, int length) {
        if (length == 0) {
            return 0;
        }
        if (!more()) {
            return -1;
        }
        int n = Math.min(length, range.remaining());
        range.get(target, from, n);
        return n;
    }

    private boolean more() {
        if (range.hasRemaining()) {
            return true;
        }
        int n = (int) Math.min(RANGE, source.size() - offset);
        if (n <= 0) {
            return false;
        }
        range = source.read(offset, n);
        offset += n;
        return true;
    }
}
