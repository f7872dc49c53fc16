package dev.shaker.pipeline;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterStore;
import dev.shaker.adapter.BaseModelReference;
import dev.shaker.adapter.FileSet;
import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.adapter.base.BaseModel;
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
        expected.forEach((file, digest) -> {
            String actual = found.get(file);
            if (actual == null) {
                throw new ShakerException(ErrorCode.ADAPTER_FILE_MISSING,
                        location + ": file '" + file + "' is not there; " + remedy).with("file", file);
            }
            if (!actual.equalsIgnoreCase(digest)) {
                throw new ShakerException(ErrorCode.FILE_DIGEST_MISMATCH,
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
        try {
            check(adapter.location(), adapter.files(), remembered(files), "the files of domain '" + adapter.domain()
                    + "' were changed after their registration: publish them again");
        } catch (ShakerException e) {
            if (e.code() != ErrorCode.FILE_DIGEST_MISMATCH) {
                throw e;
            }
            throw with(new ShakerException(ErrorCode.DATA_CHANGED, String.valueOf(e.getMessage()), e), e.details());
        }
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
        int slash = location.lastIndexOf('/');
        FileSet directory = slash < 0 ? null : store.open(location.substring(0, slash + 1));
        ByteSource source = ObjectAt.open(store, location);
        String tag = directory == null ? "" : directory.tag(location.substring(slash + 1)).orElse("");
        SortedMap<String, String> known = tag.isEmpty() ? null : remember(location + '\n' + tag, null);
        String found = known == null ? Sha256.hex(source) : known.getOrDefault("", "");
        if (known == null && !tag.isEmpty()) {
            remember(location + '\n' + tag, new TreeMap<>(Map.of("", found)));
        }
        unchanged(location, digest, found, what);
        return source;
    }

    /**
     * Opens a base model whose weights, configuration and tokenizer are still those that were registered.
     *
     * @throws ShakerException {@code DATA_CHANGED} naming the location, expected and found digest
     */
    public FileSet baseModel(BaseModelReference base) {
        FileSet files = store.open(base.location());
        SortedMap<String, String> found = remember("base " + files.location() + '\n' + files.fingerprint(), null);
        if (found == null) {
            BaseModel model = BaseModel.open(files);
            found = new TreeMap<>(Map.of("weights", model.digest(), "files", model.filesDigest()));
            remember("base " + files.location() + '\n' + files.fingerprint(), found);
        }
        unchanged(base.location(), base.digest(), found.getOrDefault("weights", ""),
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

    private static ShakerException with(ShakerException failure, Map<String, String> details) {
        details.forEach(failure::with);
        return failure;
    }

    /** What is remembered under a key, after a value was put there where one is given. */
    private @Nullable SortedMap<String, String> remember(String key, @Nullable SortedMap<String, String> value) {
        synchronized (remembered) {
            if (value != null) {
                remembered.put(key, value);
            }
            return remembered.get(key);
        }
    }

    /** Files are digested again only when the store says that one has changed, or cannot say. */
    private SortedMap<String, String> remembered(FileSet files) {
        if (files.files().keySet().stream().anyMatch(file -> files.tag(file).isEmpty())) {
            return digests(files);
        }
        String key = files.location() + '\n' + files.fingerprint();
        SortedMap<String, String> known = remember(key, null);
        if (known == null) {
            known = Collections.unmodifiableSortedMap(digests(files));
            remember(key, known);
        }
        return known;
    }
}
