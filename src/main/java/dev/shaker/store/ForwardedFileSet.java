package dev.shaker.store;

import java.util.Optional;
import java.util.SortedMap;

import dev.shaker.adapter.FileSet;
import dev.shaker.tensor.ByteSource;

/** Another file set whose files are opened in another way. */
abstract class ForwardedFileSet implements FileSet {
    private final FileSet files;

    ForwardedFileSet(FileSet files) {
        this.files = files;
    }

    @Override
    public final String location() {
        return files.location();
    }

    @Override
    public final SortedMap<String, Long> files() {
        return files.files();
    }

    @Override
    public final Optional<String> tag(String file) {
        return files.tag(file);
    }

    @Override
    public final ByteSource open(String file) {
        return opened(file, files.open(file));
    }

    /** What stands for a file of the other set. */
    abstract ByteSource opened(String file, ByteSource source);
}
