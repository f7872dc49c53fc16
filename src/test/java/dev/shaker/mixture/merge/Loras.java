package dev.shaker.mixture.merge;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;

import dev.shaker.Named;
import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.adapter.Tensors;
import dev.shaker.tensor.TensorShape;

/** LoRA members of one module in memory, and their updates as plain matrices. */
public final class Loras {
    static final String QUERY = "encoder.layer.0.attention.self.query";
    public static final int IN = 7;
    public static final int OUT = 5;

    private Loras() {
    }

    static BodyPart random(String id, int rank, double alpha, boolean rankStabilised, String weight, Random random) {
        return part(id, rank, alpha, rankStabilised, weight, gaussian(rank * IN, random), gaussian(OUT * rank, random));
    }

    public static BodyPart part(String id, int rank, double alpha, boolean rankStabilised, String weight, float[] a,
            float[] b) {
        var config = new LoraConfig(IN, rank, alpha, rankStabilised, new TreeSet<>(List.of("attention.self.query")),
                Map.of(QUERY, rank), Map.of(QUERY, alpha));
        return new BodyPart(Named.domain(id), id, config,
                new MapTensors(Map.of(QUERY + ".lora_A", a, QUERY + ".lora_B", b),
                        Map.of(QUERY + ".lora_A", TensorShape.of(rank, IN), QUERY + ".lora_B",
                                TensorShape.of(OUT, rank))),
                new BigDecimal(weight));
    }

    static float[] read(Tensors tensors, String factor) {
        return tensors.read(tensors.layer(QUERY + factor));
    }

    /** scale B A, [out, in]. */
    public static double[] update(LoraConfig config, Tensors tensors) {
        AdapterLayer layer = tensors.layer(QUERY + ".lora_A");
        int rank = layer.shape().dimension(0);
        float[] a = read(tensors, ".lora_A");
        float[] b = read(tensors, ".lora_B");
        double[] update = new double[OUT * IN];
        for (int i = 0; i < OUT; i++) {
            for (int j = 0; j < IN; j++) {
                for (int k = 0; k < rank; k++) {
                    update[i * IN + j] += config.scale(QUERY) * b[i * rank + k] * a[k * IN + j];
                }
            }
        }
        return update;
    }

    /** scale B A of a module, [out, in] row-major. */
    public static double[] update(Adapter adapter, String module) {
        Tensors body = adapter.body();
        AdapterLayer layer = body.layer(module + ".lora_A");
        float[] a = body.read(layer);
        float[] b = body.read(body.layer(module + ".lora_B"));
        int rank = layer.shape().dimension(0);
        int in = layer.shape().dimension(1);
        double scale = ((LoraConfig) adapter.config()).scale(module);
        double[] update = new double[b.length / rank * in];
        for (int i = 0; i < update.length; i++) {
            for (int k = 0; k < rank; k++) {
                update[i] += scale * b[i / in * rank + k] * a[k * in + i % in];
            }
        }
        return update;
    }

    public static double[] update(BodyPart part) {
        return update(LoraScales.lora(part), part.tensors());
    }

    public static double[] update(MergedBody body) {
        return update((LoraConfig) body.config(), body.tensors());
    }

    /** sum w_i update_i / sum w_i. */
    static double[] meanUpdate(List<BodyPart> parts) {
        double[] mean = new double[OUT * IN];
        double total = 0;
        for (BodyPart part : parts) {
            double weight = part.weight().doubleValue();
            double[] update = update(part);
            for (int i = 0; i < mean.length; i++) {
                mean[i] += weight * update[i];
            }
            total += weight;
        }
        for (int i = 0; i < mean.length; i++) {
            mean[i] /= total;
        }
        return mean;
    }

    static float[] gaussian(int n, Random random) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
