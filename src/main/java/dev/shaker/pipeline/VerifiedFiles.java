package dev.shaker.pipeline;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterStore;
import dev.shaker.adapter.BaseModelReference;
import dev.shaker.adapter.FileSet;
import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.adapter.base.BaseModelFiles;
import dev.shaker.adapter.io.AdapterReader;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.ByteSource;
import dev.shaker.tensor.Sha256;

/**
 * Adapters as they were registered: a producer may overwrite its objects, and then nothing that was counted about them is
 * true any more, so the digests are compared before anything is computed from them.
 */
@ApplicationScoped
public class VerifiedFiles {
    private static final int REMEMBERED = 2000;

    private final AdapterStore store;
    /** Digests by fingerprint, least recently used first. */
    private final Map<String, SortedMap<String, String>> remembered = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, SortedMap<String, String>> eldest) {
            return size() > REMEMBERED;
        }
    };

    VerifiedFiles(AdapterStore store) {
        this.store = store;
    }

    /** SHA-256 by name of all files at a location, each read once in pieces. */
    public SortedMap<String, String> digests(FileSet files) {
        SortedMap<String, String> digests = new TreeMap<>();
        for (String name : files.files().keySet()) {
            digests.put(name, Sha256.hex(files.open(name)));
        }
        return digests;
    }

    /** @throws ShakerException {@code ADAPTER_FILE_MISSING}, {@code FILE_DIGEST_MISMATCH} naming the file */
    public void check(String location, Map<String, String> expected, Map<String, String> found, String remedy) {
        check(ErrorCode.FILE_DIGEST_MISMATCH, location, expected, found, remedy);
    }

    private static void check(ErrorCode mismatch, String location, Map<String, String> expected,
            Map<String, String> found, String remedy) {
        expected.forEach((file, digest) -> {
            String actual = found.get(file);
            if (actual == null) {
                throw new ShakerException(ErrorCode.ADAPTER_FILE_MISSING,
                        location + ": file '" + file + "' is not there; " + remedy).with("file", file);
            }
            if (!actual.equalsIgnoreCase(digest)) {
                throw new ShakerException(mismatch,
                        location + ": file '" + file + "' has SHA-256 " + actual + ", expected " + digest + "; "
                                + remedy)
                        .with("file", file).with("expected", digest).with("found", actual);
            }
        });
    }

    /**
     * Opens a registered adapter whose files are still those that were registered.
     *
     * @throws ShakerException {@code DATA_CHANGED} naming file, expected and found digest; {@code ADAPTER_FILE_MISSING}
     */
    public Adapter open(RegisteredAdapter adapter) {
        FileSet files = store.open(adapter.location());
        check(ErrorCode.DATA_CHANGED, adapter.location(), adapter.files(), remembered(files), "the files of domain '"
                + adapter.domain() + "' were changed after their registration: publish them again");
        return AdapterReader.open(files);
    }

    /**
     * Opens one object that still has the bytes it had.
     *
     * @param what for people: {@code the test split of domain 'nli'}
     * @param digest SHA-256, hex
     * @throws ShakerException {@code DATA_CHANGED} naming the object, expected and found digest; {@code OBJECT_NOT_FOUND}
     */
    public ByteSource object(String location, String digest, String what) {
        return ObjectAt.at(store, location, (directory, name) -> {
            ByteSource source = directory.open(name);
            String found = directory.tag(name)
                    .map(tag -> remembered(location + '\n' + tag, () -> digest(name, source)))
                    .orElseGet(() -> digest(name, source)).firstEntry().getValue();
            unchanged(location, digest, found, what);
            return source;
        });
    }

    private static SortedMap<String, String> digest(String name, ByteSource source) {
        return new TreeMap<>(Map.of(name, Sha256.hex(source)));
    }

    /**
     * Opens a base model whose weights, configuration and tokenizer are still those that were registered.
     *
     * @throws ShakerException {@code DATA_CHANGED} naming the location, expected and found digest
     */
    public FileSet baseModel(BaseModelReference base) {
        FileSet files = store.open(base.location());
        SortedMap<String, String> found = remembered("base " + files.location() + '\n' + files.fingerprint(), () -> {
            BaseModelFiles model = BaseModelFiles.open(files);
            return new TreeMap<>(Map.of("weights", model.fileDigest(), "tensors", model.digest(), "files",
                    model.supportDigest()));
        });
        // Earlier versions registered the digest of the files.
        String weights = base.digest().equals(found.get("weights")) ? "weights" : "tensors";
        unchanged(base.location(), base.digest(), found.getOrDefault(weights, ""),
                "the weights of base model '" + base.name() + "'");
        String expected = base.files();
        if (expected != null) {
            unchanged(base.location(), expected, found.getOrDefault("files", ""),
                    "configuration or tokenizer of base model '" + base.name() + "'");
        }
        return files;
    }

    private static void unchanged(String location, String expected, String found, String what) {
        if (!found.equalsIgnoreCase(expected)) {
            throw new ShakerException(ErrorCode.DATA_CHANGED, location + ": " + what
                    + " changed after the registration: expected SHA-256 " + expected + ", found " + found
                    + "; put it back, or announce the adapters again, and what is there now is measured")
                    .with("location", location).with("expected", expected).with("found", found);
        }
    }

    /** Files are digested again only when the store says that one has changed, or cannot say. */
    private SortedMap<String, String> remembered(FileSet files) {
        if (files.files().keySet().stream().anyMatch(file -> files.tag(file).isEmpty())) {
            return digests(files);
        }
        return remembered(files.location() + '\n' + files.fingerprint(), () -> digests(files));
    }

    /** What was found under a key that changes with the content; found by whoever asks first, and not under the lock. */
    private SortedMap<String, String> remembered(String key, Supplier<SortedMap<String, String>> find) {
        synchronized (remembered) {
            SortedMap<String, String> known = remembered.get(key);
            if (known != null) {
                return known;
            }
        }
        SortedMap<String, String> found = Collections.unmodifiableSortedMap(find.get());
        synchronized (remembered) {
            remembered.put(key, found);
        }
        return found;
    }
}
