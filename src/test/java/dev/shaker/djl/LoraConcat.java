package dev.shaker.djl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.adapter.Tensors;
import dev.shaker.evaluation.EvaluationJob;
import dev.shaker.tensor.TensorShape;

/** The exact mean of LoRA updates: factors of all members side by side, rank the sum of ranks, each member weighted in B. */
final class LoraConcat implements Tensors {
    private final Map<String, float[]> values = new HashMap<>();
    private final List<AdapterLayer> layers = new ArrayList<>();

    static EvaluationJob.Member of(String id, List<EvaluationJob.Member> members) {
        Adapter first = members.getFirst().adapter();
        LoraConfig config = (LoraConfig) first.config();
        LoraConcat body = new LoraConcat();
        Map<String, Integer> ranks = new HashMap<>();
        Map<String, Double> alphas = new HashMap<>();
        int total = members.size() * config.rank();
        var modules = new TreeSet<String>();
        first.body().layers().forEach(layer -> modules.add(layer.name().substring(0, layer.name().lastIndexOf('.'))));
        for (String module : modules) {
            body.add(module, members, total);
            ranks.put(module, total);
            alphas.put(module, (double) total);
        }
        LoraConfig wide = new LoraConfig(config.hiddenSize(), total, total, false, config.targetModules(), ranks,
                alphas);
        return new EvaluationJob.Member(id,
                new Adapter(id, first.format(), id, first.baseModelName(), wide, body, Optional.empty()));
    }

    private void add(String module, List<EvaluationJob.Member> members, int total) {
        AdapterLayer oneA = members.getFirst().adapter().body().layer(module + ".lora_A");
        AdapterLayer oneB = members.getFirst().adapter().body().layer(module + ".lora_B");
        int rank = oneA.shape().dimension(0);
        int in = oneA.shape().dimension(1);
        int out = oneB.shape().dimension(0);
        float[] a = new float[total * in];
        float[] b = new float[out * total];
        for (int m = 0; m < members.size(); m++) {
            Adapter member = members.get(m).adapter();
            double weight = ((LoraConfig) member.config()).scale(module) / members.size();
            float[] itsB = member.body().read(member.body().layer(oneB.name()));
            System.arraycopy(member.body().read(member.body().layer(oneA.name())), 0, a, m * rank * in, rank * in);
            for (int row = 0; row < out; row++) {
                for (int r = 0; r < rank; r++) {
                    b[row * total + m * rank + r] = (float) (weight * itsB[row * rank + r]);
                }
            }
        }
        put(oneA.name(), TensorShape.of(total, in), a);
        put(oneB.name(), TensorShape.of(out, total), b);
    }

    private void put(String name, TensorShape shape, float[] tensor) {
        layers.add(new AdapterLayer(name, shape, name));
        values.put(name, tensor);
    }

    @Override
    public List<AdapterLayer> layers() {
        return layers;
    }

    @Override
    public float[] read(AdapterLayer layer) {
        return values.getOrDefault(layer.name(), new float[0]);
    }
}
