package dev.shaker.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import dev.shaker.adapter.AdapterStore;
import dev.shaker.adapter.FileSet;
import dev.shaker.adapter.FileSink;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.ByteSource;

/** Counts bytes, times operations and counts failures by code. */
final class MeteredAdapterStore implements AdapterStore {
    static final String OPERATIONS = "shaker.store.operations";
    static final String BYTES = "shaker.store.bytes";
    static final String FAILURES = "shaker.store.failures";

    private final AdapterStore store;
    private final MeterRegistry meters;
    private final Timer opened;
    private final Timer read;
    private final Counter bytesRead;
    private final Counter bytesWritten;

    MeteredAdapterStore(AdapterStore store, MeterRegistry meters) {
        this.store = store;
        this.meters = meters;
        this.opened = Timer.builder(OPERATIONS).description("Calls to the object store").tag("operation", "open")
                .register(meters);
        this.read = Timer.builder(OPERATIONS).description("Calls to the object store").tag("operation", "read")
                .register(meters);
        this.bytesRead = Counter.builder(BYTES).description("Bytes moved").baseUnit("bytes").tag("direction", "read")
                .register(meters);
        this.bytesWritten = Counter.builder(BYTES).description("Bytes moved").baseUnit("bytes")
                .tag("direction", "written").register(meters);
    }

    @Override
    public FileSet open(String location) {
        return new MeteredFileSet(timed(opened, () -> store.open(location)));
    }

    @Override
    public FileSink sink(String location) {
        FileSink sink = store.sink(location);
        return new FileSink() {
            @Override
            public String location() {
                return sink.location();
            }

            @Override
            public OutputStream create(String file) {
                return new CountedStream(sink.create(file));
            }
        };
    }

    @Override
    public String locate(String key) {
        return store.locate(key);
    }

    private <T> T timed(Timer timer, Supplier<T> call) {
        Timer.Sample sample = Timer.start(meters);
        try {
            return call.get();
        } catch (ShakerException e) {
            meters.counter(FAILURES, "code", e.code().wire()).increment();
            throw e;
        } finally {
            sample.stop(timer);
        }
    }

    private final class MeteredFileSet extends ForwardedFileSet {
        MeteredFileSet(FileSet files) {
            super(files);
        }

        @Override
        ByteSource opened(String file, ByteSource source) {
            return new MeteredSource(source);
        }
    }

    private final class MeteredSource extends ForwardedSource {
        MeteredSource(ByteSource source) {
            super(source);
        }

        @Override
        public ByteBuffer read(long offset, int length) {
            ByteBuffer bytes = timed(read, () -> direct(offset, length));
            bytesRead.increment(length);
            return bytes;
        }
    }

    private final class CountedStream extends OutputStream {
        private final OutputStream out;

        CountedStream(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int value) throws IOException {
            out.write(value);
            bytesWritten.increment();
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            bytesWritten.increment(length);
        }

        @Override
        public void close() throws IOException {
            try {
                out.close();
            } catch (ShakerException e) {
                meters.counter(FAILURES, "code", e.code().wire()).increment();
                throw e;
            }
        }
    }
}
