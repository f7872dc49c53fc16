package dev.shaker.pipeline;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import dev.shaker.Named;
import dev.shaker.adapter.AdapterFormat;
import dev.shaker.adapter.AdapterMethod;
import dev.shaker.adapter.AdapterStatus;
import dev.shaker.adapter.AdapterStore;
import dev.shaker.adapter.BaseModelReference;
import dev.shaker.adapter.FileSet;
import dev.shaker.adapter.FileSink;
import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.ByteSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class VerifiedFilesTest {
    private final AtomicInteger digested = new AtomicInteger();
    private Optional<String> tag = Optional.of("1");
    private final Files store = new Files();
    private final VerifiedFiles verified = new VerifiedFiles(store);
    private final SortedMap<String, String> registered = verified.digests(store.open("here"));

    @Test
    void filesThatTheStoreCallsUnchangedAreDigestedOnce() {
        // When
        int once = opens(true);
        int again = opens(true);
        tag = Optional.of("2");
        int changed = opens(true);

        // Then
        assertThat(again).isEqualTo(once - registered.size());
        assertThat(changed).isEqualTo(once);
    }

    @Test
    void aStoreThatCannotTellHasThemDigestedEachTime() {
        // Given
        tag = Optional.empty();

        // When, Then
        assertThat(opens(true)).isEqualTo(opens(true));
    }

    @Test
    void whatWasRememberedIsStillHeldAgainstTheRegistration() {
        // Given
        opens(true);

        // When, Then
        assertThatThrownBy(() -> opens(false)).isInstanceOfSatisfying(ShakerException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.DATA_CHANGED));
    }

    /** Files opened by opening the adapter. */
    private int opens(boolean asRegistered) {
        int before = digested.get();
        SortedMap<String, String> files = new java.util.TreeMap<>(registered);
        if (!asRegistered) {
            files.put(files.firstKey(), "0".repeat(64));
        }
        verified.open(new RegisteredAdapter(Named.adapter("a"), Named.space("tiny"), Named.domain("nli"),
                AdapterMethod.PFEIFFER, AdapterFormat.ADAPTER_HUB,
                AdapterStatus.REGISTERED, "here", files, new BaseModelReference("tiny", "here", "0"), List.of("a", "b"),
                null, null, 128, "planes", null, 1, 1, null, null, 1, Instant.EPOCH, Instant.EPOCH));
        return digested.get() - before;
    }

    private final class Files implements AdapterStore {
        private final FileSet local = new LocalFiles(Path.of("src/sample/pfeiffer/nli"));

        @Override
        public FileSet open(String location) {
            return new FileSet() {
                @Override
                public String location() {
                    return location;
                }

                @Override
                public SortedMap<String, Long> files() {
                    return local.files();
                }

                @Override
                public Optional<String> tag(String file) {
                    return tag;
                }

                @Override
                public ByteSource open(String file) {
                    digested.incrementAndGet();
                    return local.open(file);
                }
            };
        }

        @Override
        public FileSink sink(String location) {
            throw new UnsupportedOperationException("nothing is written");
        }

        @Override
        public String locate(String key) {
            return key;
        }
    }
}
