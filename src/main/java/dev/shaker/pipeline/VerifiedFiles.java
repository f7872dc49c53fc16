package dev.shaker.pipeline;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import jakarta.enterprise.context.ApplicationScoped;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterStore;
import dev.shaker.adapter.FileSet;
import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.adapter.io.AdapterReader;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
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
                        .with("file", file);
            }
        });
    }

    /** Opens a registered adapter whose files are still those that were registered. */
    public Adapter open(RegisteredAdapter adapter) {
        FileSet files = store.open(adapter.location());
        check(adapter.location(), adapter.files(), remembered(files),
                "the files of domain '" + adapter.domain()
                        + "' were changed after their registration: publish them again");
        return AdapterReader.open(files);
    }

    /** Files are digested again only when the store says that one has changed, or cannot say. */
    private SortedMap<String, String> remembered(FileSet files) {
        if (files.files().keySet().stream().anyMatch(file -> files.tag(file).isEmpty())) {
            return digests(files);
        }
        String key = files.location() + '\n' + files.fingerprint();
        SortedMap<String, String> known;
        synchronized (remembered) {
            known = remembered.get(key);
        }
        if (known == null) {
            known = Collections.unmodifiableSortedMap(digests(files));
            synchronized (remembered) {
                remembered.put(key, known);
            }
        }
        return known;
    }
}
