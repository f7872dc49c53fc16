package dev.shaker.store;

import java.io.OutputStream;

/** Bytes on their way into one object: closed, the object appears; aborted, or after a failed write, it never does. */
public abstract class ObjectWriter extends OutputStream {
    /** Gives up: nothing of what was written stays. Closing afterwards does nothing. */
    public abstract void abort();

    /** {@inheritDoc} Failures are {@link dev.shaker.error.ShakerException}, never {@link java.io.IOException}. */
    @Override
    public abstract void close();

    @Override
    public abstract void write(int value);

    @Override
    public abstract void write(byte[] bytes, int offset, int length);
}
