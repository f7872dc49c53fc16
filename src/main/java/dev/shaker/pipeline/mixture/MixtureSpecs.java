package dev.shaker.pipeline.mixture;

import java.util.Map;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.shaker.adapter.AdapterMethod;
import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.event.Json;
import dev.shaker.event.MixtureRequested;
import dev.shaker.mixture.spec.Measure;
import dev.shaker.mixture.spec.MixtureSpec;
import dev.shaker.mixture.spec.SpecJson;

/** From a mixture request as it travels to what the science understands. */
final class MixtureSpecs {
    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,18}");

    private MixtureSpecs() {
    }

    /**
     * Reads the request. Its {@code merge.parameters} stand beside the method in a specification; one that the method does
     * not know is refused, because ignoring it would make another mixture than was meant.
     *
     * @throws ShakerException {@code MIXTURE_REQUEST_INVALID}, {@code SPARSITY_OUT_OF_RANGE} naming the field
     */
    static MixtureSpec read(MixtureRequested request) {
        ObjectNode json = Json.mapper().valueToTree(request);
        MixtureRequested.Merge merge = request.merge();
        Map<String, JsonNode> parameters = merge == null ? Map.of() : merge.parameters();
        if (json.path("merge") instanceof ObjectNode flat) {
            flat.remove("parameters");
            parameters.forEach((name, value) -> {
                if (flat.has(name)) {
                    throw invalid("merge.parameters." + name,
                            "'" + name + "' stands beside the parameters, not among them: write merge." + name);
                }
                flat.set(name, number(value));
            });
        }
        MixtureSpec spec = SpecJson.read(json);
        spec.merging().weights().check(spec.selection());
        JsonNode known = SpecJson.write(spec).path("merge");
        for (String name : parameters.keySet()) {
            // What is not asked for is not written down: false is as good as nothing.
            if (!known.has(name) && !name.equals("uniform")) {
                throw invalid("merge.parameters." + name, "merge method '" + spec.merging().method()
                        + "' has no parameter '" + name + "'; it has " + String.join(", ", names(known)));
            }
        }
        return spec;
    }

    /**
     * The basis of FSD that decides.
     *
     * @throws ShakerException {@code MIXTURE_REQUEST_INVALID}
     */
    static Basis basis(MixtureRequested request, AdapterMethod method, MixtureSpec spec) {
        String name = request.select().basis();
        Basis basis = name == null ? Basis.FACTORS : Basis.ofWire(name, "select.basis");
        if (basis == Basis.UPDATE && method != AdapterMethod.LORA) {
            throw invalid("select.basis", "basis 'update' is the sign of LoRA's product B A, and space '"
                    + request.space() + "' holds " + method.wire() + " adapters: use 'factors'");
        }
        if (basis == Basis.UPDATE && spec.pruning().layers().isPresent() && !spec.pruning().keepsAll()) {
            throw invalid("prune.layers", "the layers to prune are tensors, and basis 'update' counts modules: use "
                    + "basis 'factors', or leave prune.layers out to prune all");
        }
        return basis;
    }

    /**
     * The measure that decides.
     *
     * @throws ShakerException {@code MIXTURE_REQUEST_INVALID}
     */
    static Measure measure(MixtureRequested request, AdapterMethod method, MixtureSpec spec) {
        String name = request.select().measure();
        Measure measure = name == null ? Measure.FSD : Measure.parse(name);
        if (measure == Measure.FSD) {
            return measure;
        }
        if (method != AdapterMethod.LORA) {
            throw invalid("select.measure", "measure '" + measure.wire() + "' is of LoRA's updates, and space '"
                    + request.space() + "' holds " + method.wire() + " adapters: use 'fsd'");
        }
        if (spec.selection().strategy().equals("explicit")) {
            throw invalid("select.measure",
                    "strategy 'explicit' chooses nothing by a measure: leave select.measure out");
        }
        return measure;
    }

    /** Earlier producers could write texts only. */
    private static JsonNode number(JsonNode value) {
        return value.isTextual() && WHOLE.matcher(value.textValue()).matches()
                ? JsonNodeFactory.instance.numberNode(Long.parseLong(value.textValue()))
                : value;
    }

    private static Iterable<String> names(JsonNode merge) {
        return merge.properties().stream().map(Map.Entry::getKey)
                .filter(name -> !name.equals("method") && !name.equals("weights")).toList();
    }

    private static ShakerException invalid(String field, String message) {
        return new ShakerException(ErrorCode.MIXTURE_REQUEST_INVALID, "mixture request: " + message).with("field",
                field);
    }
}
