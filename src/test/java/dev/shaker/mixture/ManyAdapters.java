package dev.shaker.mixture;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.node.ArrayNode;

import dev.shaker.Named;
import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterFormat;
import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.AdapterMethod;
import dev.shaker.adapter.BottleneckConfig;
import dev.shaker.adapter.Head;
import dev.shaker.adapter.HeadConfig;
import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.LocalSink;
import dev.shaker.adapter.NonLinearity;
import dev.shaker.adapter.Tensors;
import dev.shaker.mixture.spec.Merging;
import dev.shaker.mixture.spec.MixtureSpec;
import dev.shaker.mixture.spec.PruningJson;
import dev.shaker.mixture.spec.SpecJson;
import dev.shaker.mixture.spec.Weights;
import dev.shaker.tensor.JsonText;
import dev.shaker.tensor.TensorShape;

/** Mixes N adapters of RoBERTa-large Pfeiffer size (3.2 M parameters), whose values are made up while they are read. */
final class ManyAdapters {
    private static final int HIDDEN = 1024;
    private static final int BOTTLENECK = 64;

    private ManyAdapters() {
    }

    private record MadeUp(int member, List<AdapterLayer> layers) implements Tensors {
        @Override
        public float[] read(AdapterLayer layer) {
            float[] values = new float[(int) layer.shape().elements()];
            int place = layers.indexOf(layer);
            for (int i = 0; i < values.length; i++) {
                values[i] = value(member, place, i);
            }
            return values;
        }
    }

    public static void main(String[] args) {
        int count = Integer.parseInt(args[0]);
        Path place = Path.of(args[1]);
        List<Recipe.RecipeMember> members = new ArrayList<>();
        ArrayNode names = JsonText.object().arrayNode();
        for (int i = 0; i < count; i++) {
            String domain = "d%03d".formatted(i);
            names.add(domain);
            members.add(new Recipe.RecipeMember(Named.domain(domain), Named.adapter(domain), Integer.toString(i),
                    new TreeMap<>(),
                    Weights.EQUAL.of(Named.domain(domain)), Optional.empty()));
        }
        MixtureSpec spec = new MixtureSpec(SpecJson.selection(JsonText.object().set("members", names)),
                PruningJson.read(JsonText.object()), Merging.Mean.EQUAL);
        Recipe recipe = new Recipe(Recipe.ALGORITHM, Named.space("many"), 1, "base", "pfeiffer", members, spec,
                JsonText.object(),
                Optional.empty());
        new Mixer(2).mix(recipe, member -> adapter(Integer.parseInt(member.location())), new LocalSink(place),
                () -> new LocalFiles(place));
    }

    /** What the mean holds at one place: sums of small multiples of 1/64 are exact. */
    static float mean(int count, int place, int i) {
        double sum = 0;
        for (int member = 0; member < count; member++) {
            sum += value(member, place, i);
        }
        return (float) (sum / count);
    }

    private static float value(int member, int place, int i) {
        return ((member * 31 + place * 17 + i * 7) % 129 - 64) / 64f;
    }

    private static Adapter adapter(int member) {
        List<AdapterLayer> layers = new ArrayList<>();
        for (int block = 0; block < 24; block++) {
            String module = "encoder.layer.%d.output.adapter.".formatted(block);
            layers.add(new AdapterLayer(module + "down.bias", TensorShape.of(BOTTLENECK), ""));
            layers.add(new AdapterLayer(module + "down.weight", TensorShape.of(BOTTLENECK, HIDDEN), ""));
            layers.add(new AdapterLayer(module + "up.bias", TensorShape.of(HIDDEN), ""));
            layers.add(new AdapterLayer(module + "up.weight", TensorShape.of(HIDDEN, BOTTLENECK), ""));
        }
        layers.sort((a, b) -> a.name().compareTo(b.name()));
        return new Adapter("member " + member, AdapterFormat.ADAPTER_HUB, "made-up", "roberta-large",
                new BottleneckConfig(AdapterMethod.PFEIFFER, HIDDEN, BOTTLENECK, NonLinearity.RELU, 1),
                new MadeUp(member, layers),
                Optional.of(new Head(new HeadConfig.Flexible(2, 1, NonLinearity.TANH, false, true), new MadeUp(member,
                        List.of(new AdapterLayer("1.bias", TensorShape.of(2), ""),
                                new AdapterLayer("1.weight", TensorShape.of(2, HIDDEN), ""))))));
    }
}
