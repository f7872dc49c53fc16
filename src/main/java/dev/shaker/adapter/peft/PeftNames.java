package dev.shaker.adapter.peft;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterConfig;
import dev.shaker.adapter.AdapterFormat;
import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.adapter.format.AdapterFiles;
import dev.shaker.adapter.format.TensorNames;
import dev.shaker.tensor.TensorShape;

/** Names of tensors as PEFT saves them. */
public final class PeftNames {
    private static final String WRAPPED = "base_model.model.";
    private static final String ONCE = "base_model.";

    private final Adapter template;
    private final AdapterConfig config;

    /**
     * @param template whose model's names are used
     * @param config of what is written
     */
    public PeftNames(Adapter template, AdapterConfig config) {
        this.template = template;
        this.config = config;
    }

    /** {@code base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight}. */
    public String ofBody(AdapterLayer layer) {
        int dot = layer.name().lastIndexOf('.');
        if (dot < 0) {
            return layer.name().startsWith("vera_") ? ONCE + layer.name() : layer.name();
        }
        String module = layer.name().substring(0, dot);
        String part = layer.name().substring(dot + 1);
        boolean embedding = config instanceof LoraConfig lora && lora.embeddings().contains(module);
        return WRAPPED + AdapterFiles.key(template, module) + "."
                + (embedding ? part.replace("lora_", "lora_embedding_") : isModule(part) ? part + ".weight" : part);
    }

    /** The shape that PEFT has for a tensor: of a convolution's factors that of kernels. */
    public TensorShape shapeOf(AdapterLayer layer) {
        int dot = layer.name().lastIndexOf('.');
        TensorShape kernel = dot > 0 && config instanceof LoraConfig lora
                ? lora.kernels().get(layer.name().substring(0, dot))
                : null;
        if (kernel == null) {
            return layer.shape();
        }
        List<Integer> extents = new ArrayList<>(List.of(layer.shape().dimension(0)));
        if (layer.name().endsWith(".lora_A")) {
            extents.addAll(kernel.dimensions());
        } else {
            extents.add(layer.shape().dimension(1));
            extents.addAll(Collections.nCopies(kernel.rank() - 1, 1));
        }
        return new TensorShape(extents);
    }

    /** The name under which a saved module's tensor stood, without wrappers; a head of AdapterHub's gets the one that PEFT gives it. */
    public String ofSaved(AdapterLayer layer) {
        if (template.format() != AdapterFormat.PEFT) {
            return WRAPPED + layer.name();
        }
        String key = TensorNames.unwrapped(layer.storedName());
        return key.startsWith(ONCE) ? key : key.endsWith(layer.name()) ? WRAPPED + key : WRAPPED + layer.name();
    }

    /** Whether the tensor is the weight of a module of its own. */
    private static boolean isModule(String part) {
        return part.equals("lora_A") || part.equals("lora_B") || part.equals("oft_R");
    }
}
