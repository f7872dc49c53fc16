package dev.shaker.pipeline.registration;

import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.SpaceSignature;
import dev.shaker.adapter.UpdateSample;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.identity.DomainName;
import dev.shaker.tensor.SignPlanes;
import dev.shaker.tensor.TensorShape;

/** What a registration takes, known from the headers before a tensor is read. */
final class RegistrationMemory {
    private RegistrationMemory() {
    }

    /**
     * The new adapter's planes, those of one other beside them, and the largest tensors while they are packed.
     *
     * @param signature with the sample of the space
     * @throws ShakerException {@code ADAPTER_TOO_LARGE}
     */
    static void check(Adapter adapter, DomainName domain, SpaceSignature signature, long limit) {
        long planes = 0;
        long largest = 0;
        for (AdapterLayer layer : adapter.body().layers()) {
            planes += bytes(layer.shape().elements());
            largest = Math.max(largest, layer.shape().elements());
        }
        Optional<UpdateSample> sample = signature.sampled();
        for (Map.Entry<String, TensorShape> update : signature.updates().entrySet()) {
            int out = update.getValue().dimension(0);
            int in = update.getValue().dimension(1);
            planes += bytes((long) in * sample.map(some -> some.size(out, in)).orElse(out));
        }
        long wanted = 2 * planes + 2L * Float.BYTES * largest;
        if (wanted > limit) {
            throw new ShakerException(ErrorCode.ADAPTER_TOO_LARGE, "adapter of domain '" + domain
                    + "': its registration would take " + (wanted >> 20) + " MiB, of which " + (planes >> 20)
                    + " MiB for its sign planes, and shaker.fsd.registration-memory allows " + (limit >> 20)
                    + " MiB; " + (sample.isPresent() || signature.updates().isEmpty()
                            ? "raise it, lower shaker.fsd.update-elements for a new space, or train fewer modules"
                            : "publish it into a new space, which samples large updates, or raise the setting"))
                    .with("bytes", wanted).with("limit", limit);
        }
    }

    static long bytes(SequencedMap<String, SignPlanes> planes) {
        return planes.values().stream().mapToLong(layer -> bytes(layer.elements())).sum();
    }

    private static long bytes(long elements) {
        return (elements + 63) / 64 * 2 * Long.BYTES;
    }
}
