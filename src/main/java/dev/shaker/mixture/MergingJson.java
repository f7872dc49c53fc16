package dev.shaker.mixture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.shaker.tensor.JsonText;

/** The {@code merge} object of a request. */
final class MergingJson {
    private MergingJson() {
    }

    static Merging read(JsonNode json) {
        Fields merge = new Fields("merge", json);
        String method = merge.text("method", "mean");
        Weights weights = SpecJson.weights(merge);
        Alignment align = Alignment.parse(merge.text("align", "none"));
        return switch (method) {
            // For LoRA the paper's mean is the mean of the factors, and both names are in use.
            case "mean", "factors" -> new Merging.Mean(weights, align);
            default -> throw MixtureErrors.invalid("merge.method",
                    "method '" + method + "' is not known; choose one of mean");
        };
    }

    static ObjectNode write(Merging merging) {
        ObjectNode json = JsonText.object().put("method", merging.method()).put("align", merging.align().wire());
        SpecJson.write(json, merging.weights());
        return json;
    }
}
