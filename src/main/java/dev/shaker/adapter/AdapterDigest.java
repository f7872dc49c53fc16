package dev.shaker.adapter;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

import dev.shaker.identity.AdapterId;
import dev.shaker.tensor.Sha256;

/**
 * The identity of an adapter: SHA-256 over what its forward pass depends on, independent of file format, type of storage,
 * library prefix, adapter name and order in the file. Canonical bytes, numbers little-endian, texts as UTF-8 behind their length
 * in bytes (u64):
 *
 * <pre>
 * text   "shaker-adapter-1"
 * text   the configuration: {@link #canonical(AdapterConfig)}
 * u64    number of tensors
 * per tensor, in the order of the normalised names:
 *   text   normalised name
 *   u64    number of extents, then each extent as u64
 *   4 n    the values as float32
 * </pre>
 *
 * The configuration is part of it because equal tensors under another scale or activation are another function. The head is not.
 */
public final class AdapterDigest {
    private final Sha256 digest = new Sha256();

    /** @param tensors how many tensors will follow */
    AdapterDigest(AdapterConfig config, int tensors) {
        text("shaker-adapter-1");
        text(canonical(config));
        digest.update((long) tensors);
    }

    /** The id of an adapter, 64 hex digits. Reads every tensor once; {@link AdapterScan} does more in the same pass. */
    public static AdapterId of(Adapter adapter) {
        var digest = new AdapterDigest(adapter.config(), adapter.body().layers().size());
        for (AdapterLayer layer : adapter.body().layers()) {
            digest.add(layer, adapter.body().read(layer));
        }
        return digest.id();
    }

    /**
     * One line: {@code pfeiffer hidden=128 bottleneck=32 activation=relu scaling=1.0}, or {@code lora hidden=128} followed by
     * {@code  module:scale} for each module in order of name; of other methods their name and {@link TensorSetConfig#settings()}.
     */
    public static String canonical(AdapterConfig config) {
        return switch (config) {
            case BottleneckConfig b -> canonical(b);
            case LoraConfig lora -> {
                var line = new StringBuilder("lora hidden=" + lora.hiddenSize());
                lora.ranks().keySet().stream().sorted()
                        .forEach(module -> line.append(' ').append(module).append(':').append(lora.scale(module)));
                yield line.toString();
            }
            case TensorSetConfig set -> set.settings().isEmpty()
                    ? set.method().wire()
                    : set.method().wire() + " " + set.settings();
        };
    }

    public static String canonical(BottleneckConfig config) {
        return config.method().wire() + " hidden=" + config.hiddenSize() + " bottleneck=" + config.bottleneckSize()
                + " activation=" + config.nonLinearity().name().toLowerCase(Locale.ROOT) + " scaling="
                + config.scaling();
    }

    void add(AdapterLayer layer, float[] values) {
        text(layer.name());
        digest.update((long) layer.shape().rank());
        for (int extent : layer.shape().dimensions()) {
            digest.update((long) extent);
        }
        digest.update(values, 0, values.length);
    }

    AdapterId id() {
        return new AdapterId(digest.hex());
    }

    private void text(String text) {
        digest.update((long) text.getBytes(StandardCharsets.UTF_8).length);
        digest.update(text);
    }
}
