package dev.shaker.adapter.base;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

import dev.shaker.adapter.format.TensorNames;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.TensorFile;
import dev.shaker.tensor.TensorInfo;
import dev.shaker.tensor.TensorShape;

/** The tensors of all weight files under canonical names. */
final class CanonicalTensors implements TensorLookup {
    private final String location;
    private final Map<String, Place> places = new HashMap<>();

    private record Place(TensorFile file, TensorInfo info) {}

    /** Those of an encoder alone. */
    CanonicalTensors(String location, Collection<TensorFile> files) {
        this(location, files, CanonicalTensors::isEncoder);
    }

    private CanonicalTensors(String location, Collection<TensorFile> files, Predicate<String> wanted) {
        this.location = location;
        for (TensorFile file : files) {
            for (TensorInfo info : file.tensors()) {
                if (wanted.test(info.name())) {
                    add(canonical(info.name()), new Place(file, info));
                }
            }
        }
    }

    /** With the head, which a decoder is trained with. */
    static CanonicalTensors all(String location, Collection<TensorFile> files) {
        return new CanonicalTensors(location, files, name -> true);
    }

    @Override
    public boolean has(String name) {
        return places.containsKey(name);
    }

    @Override
    public TensorShape shape(String name) {
        return place(name).info().shape();
    }

    @Override
    public float[] read(String name) {
        Place place = place(name);
        return place.file().read(place.info().name());
    }

    /** Whether a tensor of that name is the encoder's own, and no head's. */
    static boolean isEncoder(String stored) {
        String name = canonical(stored);
        return Stream.of("embeddings.", "embeddings_project.", "encoder.", "transformer.layer.", "pooler.")
                .anyMatch(name::startsWith);
    }

    /** Without wrappers and the architecture's prefix; old files call a LayerNorm's weight gamma and its bias beta. */
    static String canonical(String name) {
        String bare = TensorNames.withoutArchitecture(TensorNames.unwrapped(name));
        if (bare.endsWith("LayerNorm.gamma")) {
            return bare.substring(0, bare.length() - "gamma".length()) + "weight";
        }
        if (bare.endsWith("LayerNorm.beta")) {
            return bare.substring(0, bare.length() - "beta".length()) + "bias";
        }
        return bare;
    }

    private void add(String name, Place place) {
        Place other = places.putIfAbsent(name, place);
        if (other != null) {
            throw new ShakerException(ErrorCode.BASE_MODEL_INVALID, "base model '" + location + "': tensors '"
                    + other.info().name() + "' and '" + place.info().name() + "' are the same one; remove one of them")
                    .with("file", location).with("tensor", name);
        }
    }

    private Place place(String name) {
        Place place = places.get(name);
        if (place == null) {
            throw new ShakerException(ErrorCode.TENSOR_MISSING, "base model '" + location + "': tensor '" + name
                    + "' is not in its weight files; copy them again").with("file", location).with("tensor", name);
        }
        return place;
    }
}
