package dev.shaker.store;

import java.nio.ByteBuffer;

import dev.shaker.tensor.ByteSource;

/** Another source whose bytes come in another way. */
abstract class ForwardedSource implements ByteSource {
    private final ByteSource source;

    ForwardedSource(ByteSource source) {
        this.source = source;
    }

    @Override
    public final String name() {
        return source.name();
    }

    @Override
    public final long size() {
        return source.size();
    }

    /** From the other source. */
    final ByteBuffer direct(long offset, int length) {
        return source.read(offset, length);
    }
}
