package dev.shaker.mixture.merge;

import java.util.function.Supplier;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.shaker.adapter.AdapterConfig;
import dev.shaker.adapter.Tensors;
import dev.shaker.tensor.JsonText;

/**
 * The body of a mixture: each tensor is computed when it is read.
 *
 * @param report what the method has to say after all tensors were read
 */
public record MergedBody(AdapterConfig config, Tensors tensors, Supplier<ObjectNode> report) {
    public MergedBody(AdapterConfig config, Tensors tensors) {
        this(config, tensors, JsonText::object);
    }
}
