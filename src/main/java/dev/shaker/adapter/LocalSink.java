package dev.shaker.adapter;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A directory of the local file system, made on demand. A file is written beside its place and moved there when it is closed. */
public final class LocalSink implements FileSink {
    private final Path directory;

    public LocalSink(Path directory) {
        this.directory = directory;
    }

    @Override
    public String location() {
        return directory.toString();
    }

    @Override
    public OutputStream create(String file) {
        Path target = directory.resolve(file).normalize();
        if (!target.startsWith(directory.normalize())) {
            throw new IllegalArgumentException("file '" + file + "' lies outside '" + directory + "'");
        }
        try {
            Path parent = target.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Path part = target.resolveSibling(target.getFileName() + ".part");
            return new MovingStream(new BufferedOutputStream(Files.newOutputStream(part), 1 << 16), part, target);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create '" + target + "'", e);
        }
    }

    private static final class MovingStream extends FilterOutputStream {
        private final Path part;
        private final Path target;
        private boolean closed;

        MovingStream(OutputStream out, Path part, Path target) {
            super(out);
            this.part = part;
            this.target = target;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            if (closed) {
                return;
            }
            closed = true;
            super.close();
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
