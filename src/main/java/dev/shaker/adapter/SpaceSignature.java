package dev.shaker.adapter;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.identity.SpaceName;
import dev.shaker.tensor.JsonText;
import dev.shaker.tensor.Sha256;
import dev.shaker.tensor.TensorShape;

/**
 * What two adapters must share to be comparable: base model, method, hyper-shape, and the names and shapes of their tensors after
 * normalisation. A space has the signature of its first adapter.
 *
 * @param baseDigest {@link dev.shaker.adapter.base.BaseModel#digest() BaseModel.digest()}
 * @param method kind of adapter
 * @param hyperShape for bottlenecks the one line that {@link AdapterDigest} hashes; for LoRA the hidden size only, because scale
 *        and rank are read from each adapter
 * @param shapes shape by normalised name
 * @param sample how the space samples large updates, null where it counts all of them
 */
public record SpaceSignature(String baseDigest, AdapterMethod method, String hyperShape,
        SortedMap<String, TensorShape> shapes, @Nullable UpdateSample sample) {
    private static final String LORA = "lora hidden=";
    private static final Set<String> PARTS = Set.of("q", "k", "v");

    /** In which sense adapters are compared. */
    public enum Basis {
        /** Tensor by tensor as stored: LoRA adapters need equal ranks and equal modules. */
        FACTORS,
        /** By the update that they make to the weights: LoRA adapters may differ in rank and in modules. */
        UPDATE;

        /** The name on the wire, {@code update}. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        /**
         * The basis of that name.
         *
         * @param field where the name stands, for the message
         * @throws ShakerException {@code REQUEST_INVALID}
         */
        public static Basis ofWire(String name, String field) {
            for (Basis basis : values()) {
                if (basis.wire().equals(name)) {
                    return basis;
                }
            }
            throw new ShakerException(ErrorCode.REQUEST_INVALID,
                    field + " is '" + name + "'; choose factors (tensors as stored) or update (the product of LoRA's "
                            + "factors)")
                    .with("field", field);
        }

        /**
         * The basis in which an adapter of this method must fit its space: the updates of LoRA adapters are comparable even
         * where their factors are not.
         */
        public static Basis ofMembership(AdapterMethod method) {
            return method == AdapterMethod.LORA ? UPDATE : FACTORS;
        }
    }

    public SpaceSignature {
        shapes = Collections.unmodifiableSortedMap(new TreeMap<>(shapes));
    }

    public static SpaceSignature of(Adapter adapter, String baseDigest) {
        var shapes = new TreeMap<String, TensorShape>();
        adapter.body().layers().forEach(layer -> shapes.put(layer.name(), layer.shape()));
        String hyperShape = switch (adapter.config()) {
            case BottleneckConfig b -> AdapterDigest.canonical(b);
            case LoraConfig lora -> LORA + lora.hiddenSize();
            case TensorSetConfig set -> AdapterDigest.canonical(set);
        };
        return new SpaceSignature(baseDigest, adapter.method(), hyperShape, shapes, null);
    }

    /**
     * The signature of a space that this one begins: it samples where one of its updates has more elements than are counted
     * whole, or all of them together more than may be, and is what it always was where neither is so.
     *
     * @param most elements of all of the adapter's updates together
     */
    public SpaceSignature sampling(UpdateSample wanted, long most) {
        if (method != AdapterMethod.LORA) {
            return this;
        }
        UpdateSample bounded = wanted.within(updates().values(), most);
        boolean large = updates().values().stream()
                .anyMatch(shape -> bounded.size(shape.dimension(0), shape.dimension(1)) < shape.dimension(0));
        return large ? new SpaceSignature(baseDigest, method, hyperShape, shapes, bounded) : this;
    }

    /** This with the sample of a space. */
    public SpaceSignature sampledAs(SpaceSignature space) {
        return new SpaceSignature(baseDigest, method, hyperShape, shapes, space.sample);
    }

    /** How a space samples large updates, empty where it counts all of them. */
    public Optional<UpdateSample> sampled() {
        return Optional.ofNullable(sample);
    }

    /**
     * Checks that an adapter belongs to this space.
     *
     * @param space this space's name, for the message
     * @param other the adapter's signature
     * @param adapter the adapter's name, for the message
     * @throws ShakerException {@code BASE_MODEL_MISMATCH}, {@code ADAPTER_NOT_COMPARABLE} naming the first difference
     */
    public void check(SpaceName space, SpaceSignature other, String adapter, Basis basis) {
        if (!sameBase(baseDigest, other.baseDigest)) {
            throw new ShakerException(ErrorCode.BASE_MODEL_MISMATCH,
                    "adapter '" + adapter + "': trained on the base model " + other.baseDigest + ", the space '" + space
                            + "' has " + baseDigest + "; use another space, or train on its base model");
        }
        if (method != other.method || !hyperShape.equals(other.hyperShape) && !isOpen() && !other.isOpen()) {
            throw notComparable(adapter,
                    "is '" + other.hyperShape + "', the space '" + space + "' expects '" + hyperShape
                            + "'");
        }
        if (basis == Basis.UPDATE && method == AdapterMethod.LORA) {
            checkUpdates(space, other, adapter);
        } else {
            checkTensors(space, other, adapter);
        }
    }

    /** Lower-case hex SHA-256 of {@link #json()}: equal for equal signatures. */
    public String digest() {
        return Sha256.hex(json().getBytes(StandardCharsets.UTF_8));
    }

    /** The canonical JSON text. */
    public String json() {
        ObjectNode root = JsonText.object().put("base", baseDigest).put("method", method.wire()).put("shape",
                hyperShape);
        ObjectNode tensors = root.putObject("tensors");
        shapes.forEach((name, shape) -> {
            var extents = tensors.putArray(name);
            shape.dimensions().forEach(extents::add);
        });
        UpdateSample sampled = sample;
        if (sampled != null) {
            ObjectNode drawn = root.putObject("sample").put("elements", sampled.elements()).put("seed", sampled.seed());
            // Spaces from before the adapter's whole sample was bounded do not name it.
            if (sampled.leastRows() != UpdateSample.LEAST_ROWS) {
                drawn.put("rows", sampled.leastRows());
            }
        }
        return JsonText.compact(root);
    }

    /** Reads what {@link #json()} wrote. */
    public static SpaceSignature parse(String json) {
        JsonNode root = JsonText.parse(ErrorCode.ARTEFACT_CORRUPT, "space signature",
                json.getBytes(StandardCharsets.UTF_8));
        var shapes = new TreeMap<String, TensorShape>();
        root.path("tensors").properties().forEach(entry -> {
            List<Integer> extents = new ArrayList<>();
            entry.getValue().forEach(extent -> extents.add(extent.asInt()));
            shapes.put(entry.getKey(), new TensorShape(extents));
        });
        return new SpaceSignature(root.path("base").asText(), AdapterMethod.ofWire(root.path("method").asText()),
                root.path("shape").asText(), shapes, sample(root.path("sample")));
    }

    private static @Nullable UpdateSample sample(JsonNode json) {
        return json.isObject()
                ? new UpdateSample(json.path("elements").asLong(), json.path("seed").asLong(),
                        json.path("rows").asInt(UpdateSample.LEAST_ROWS))
                : null;
    }

    private void checkTensors(SpaceName space, SpaceSignature other, String adapter) {
        shapes.forEach((name, expected) -> {
            TensorShape actual = other.shapes.get(name);
            if (actual == null) {
                throw notComparable(adapter,
                        "has no tensor " + name + ", the space '" + space + "' expects it with shape "
                                + expected)
                        .with("tensor", name);
            }
            if (!actual.equals(expected)) {
                throw notComparable(adapter,
                        "tensor " + name + " has shape " + actual + ", the space '" + space + "' expects " + expected)
                        .with("tensor", name);
            }
        });
        for (String name : other.shapes.keySet()) {
            if (!shapes.containsKey(name)) {
                throw notComparable(adapter, "tensor " + name + " is not in the space '" + space + "'").with("tensor",
                        name);
            }
        }
    }

    /** A name says nothing against a digest: whether names agree is another's to judge. */
    private static boolean sameBase(String one, String other) {
        return one.equals(other) || BaseModelReference.isName(one) != BaseModelReference.isName(other);
    }

    /** LoRA of a model whose hidden size its files do not tell: the shapes of the updates decide alone. */
    private boolean isOpen() {
        return hyperShape.equals(LORA + 0);
    }

    /** Modules that both have must be of one size; ranks and other modules are free. */
    private void checkUpdates(SpaceName space, SpaceSignature other, String adapter) {
        SortedMap<String, TensorShape> own = updates();
        requireSameParts(space.name(), own, other.updates(), adapter);
        other.updates().forEach((module, actual) -> {
            TensorShape expected = own.get(module);
            if (expected != null && !actual.equals(expected)) {
                throw notComparable(adapter,
                        "module " + module + " updates a matrix of " + actual + ", the space '" + space
                                + "' expects " + expected)
                        .with("tensor", module);
            }
        });
    }

    /** AdapterHub updates the parts of GPT-2's and DeBERTa's shared projection, PEFT the whole: the same weights under other names. */
    private static void requireSameParts(String space, SortedMap<String, TensorShape> own,
            SortedMap<String, TensorShape> others, String adapter) {
        others.keySet().forEach(module -> {
            int dot = module.lastIndexOf('.');
            boolean part = dot > 0 && PARTS.contains(module.substring(dot + 1))
                    && own.containsKey(module.substring(0, dot));
            if (part || PARTS.stream().anyMatch(kind -> own.containsKey(module + "." + kind))) {
                throw notComparable(adapter,
                        "module " + module + " is of a projection that the space '" + space + "' has "
                                + (part ? "as a whole, and its parts" : "in parts, and its whole")
                                + " cannot be compared with it; compare adapters that one library wrote")
                        .with("tensor", module);
            }
        });
    }

    /** Shape [out,in] of B A by module. */
    public SortedMap<String, TensorShape> updates() {
        var updates = new TreeMap<String, TensorShape>();
        shapes.forEach((name, a) -> {
            String module = name.substring(0, name.lastIndexOf('.'));
            TensorShape b = shapes.get(module + ".lora_B");
            if (name.endsWith(".lora_A") && b != null) {
                updates.put(module, TensorShape.of(b.dimension(0), a.dimension(1)));
            }
        });
        return updates;
    }

    private static ShakerException notComparable(String adapter, String problem) {
        return new ShakerException(ErrorCode.ADAPTER_NOT_COMPARABLE, "adapter '" + adapter + "': " + problem);
    }
}
