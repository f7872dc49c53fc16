package dev.shaker.families;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.tensor.JsonText;

/** What a LoRA adapter adds to a module's weight, as the numbers that the stock libraries' scripts compute of theirs. */
final class LoraChange {
    private LoraChange() {
    }

    /** Shape, sum, sum of magnitudes and first value of scale B A, [out, in]. */
    static ObjectNode of(Adapter adapter, String module) {
        LoraConfig config = (LoraConfig) adapter.config();
        float[] a = adapter.body().read(adapter.body().layer(module + ".lora_A"));
        float[] b = adapter.body().read(adapter.body().layer(module + ".lora_B"));
        int rank = adapter.body().layer(module + ".lora_A").shape().dimension(0);
        int in = a.length / rank;
        int out = b.length / rank;
        double sum = 0;
        double magnitude = 0;
        double first = 0;
        for (int i = 0; i < out * in; i++) {
            double value = 0;
            for (int k = 0; k < rank; k++) {
                value += config.scale(module) * b[i / in * rank + k] * a[k * in + i % in];
            }
            first = i == 0 ? value : first;
            sum += value;
            magnitude += Math.abs(value);
        }
        ObjectNode numbers = JsonText.object().put("sum", sum).put("magnitude", magnitude).put("first", first);
        numbers.putArray("shape").add(out).add(in);
        return numbers;
    }
}
