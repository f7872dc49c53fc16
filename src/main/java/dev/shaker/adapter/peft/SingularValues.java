package dev.shaker.adapter.peft;

import java.util.List;

import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.Tensors;
import dev.shaker.tensor.TensorType;

/** AdaLoRA's {@code B (A E)} as LoRA's {@code B A}: each row of A times its singular value, in float32 as the library has it. */
record SingularValues(Tensors stored, Tensors values) implements Tensors {
    @Override
    public List<AdapterLayer> layers() {
        return stored.layers();
    }

    @Override
    public TensorType type(AdapterLayer layer) {
        return stored.type(layer);
    }

    @Override
    public float[] read(AdapterLayer layer) {
        float[] factor = stored.read(layer);
        if (layer.name().endsWith(".lora_A")) {
            float[] scales = values.read(values.layer(layer.name()));
            int in = layer.shape().dimension(1);
            for (int i = 0; i < factor.length; i++) {
                factor[i] *= scales[i / in];
            }
        }
        return factor;
    }
}
