package dev.shaker.mixture.merge;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.ejml.data.DMatrixRMaj;

import dev.shaker.adapter.AdapterMethod;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.adapter.Tensors;
import dev.shaker.identity.DomainName;
import dev.shaker.linear.Thin;
import dev.shaker.mixture.spec.MixtureErrors;
import dev.shaker.mixture.spec.Output;
import dev.shaker.tensor.JsonText;

/** A merged LoRA body at the rank and in the shape that were asked for: singular values cut off, zeros filled in, scales folded. */
public final class LoraOutput {
    private final Output output;
    private final BodyPart part;
    private final SortedMap<String, LoraModule> modules;

    private LoraOutput(Output output, LoraConfig config, Tensors tensors) {
        this.output = output;
        this.part = new BodyPart(new DomainName("mixture"), "", config, tensors, BigDecimal.ONE);
        this.modules = LoraModule.of("rank", List.of(part));
    }

    /** @throws dev.shaker.error.ShakerException {@code MERGE_METHOD_UNSUITABLE} for a shape of what is no LoRA */
    public static void require(AdapterMethod method, Output output) {
        if (!output.equals(Output.OWN) && method != AdapterMethod.LORA) {
            throw MixtureErrors.unsuitable(output.uniform() ? "uniform" : "rank",
                    "it shapes low-rank updates, the members are " + method.wire()
                            + " adapters; leave 'rank' and 'uniform' out");
        }
    }

    /** @throws dev.shaker.error.ShakerException as {@link #require} */
    public static MergedBody of(Output output, MergedBody body) {
        require(body.config().method(), output);
        if (output.equals(Output.OWN) || !(body.config() instanceof LoraConfig config)) {
            return body;
        }
        LoraOutput shaped = new LoraOutput(output, config, body.tensors());
        return shaped.changesNothing(config) ? body : shaped.body(body);
    }

    private boolean changesNothing(LoraConfig config) {
        boolean cut = modules.values().stream().anyMatch(module -> own(module) < module.rank());
        boolean varied = modules.values().stream().mapToInt(LoraModule::rank).distinct().count() > 1
                || modules.keySet().stream().mapToDouble(config::scale).distinct().count() > 1;
        return !cut && !(output.uniform() && varied);
    }

    private MergedBody body(MergedBody merged) {
        int largest = modules.values().stream().mapToInt(this::own).max().orElse(1);
        ToIntFunction<LoraModule> rank = output.uniform() ? module -> largest : this::own;
        Map<String, Integer> ranks = new HashMap<>();
        modules.forEach((name, module) -> ranks.put(name, rank.applyAsInt(module)));
        FactoredTensors tensors = new FactoredTensors(modules, rank, this::factors);
        return new MergedBody(LoraScales.unscaled(List.of(part), ranks), tensors, () -> {
            ObjectNode report = merged.report().get();
            report.set("output", report(tensors.energies()));
            return report;
        });
    }

    /** The rank that a module's update needs, or may have. */
    private int own(LoraModule module) {
        return output.rank().isPresent()
                ? Math.min(output.rank().getAsInt(), module.updateRank())
                : module.rank();
    }

    private LowRank.Factors factors(LoraModule module, int rank) {
        double[] a = module.stackedA(List.of(part));
        double[] b = module.stackedB(List.of(part));
        int own = own(module);
        if (own < module.rank()) {
            LowRank.Factors cut = LowRank.factor(a, b, module.out(), module.in(), module.rank(), own);
            return new LowRank.Factors(filledA(cut.a(), module.in(), rank), filledB(cut.b(), own, rank), cut.energy());
        }
        double energy = energy(module, a, b);
        return new LowRank.Factors(filledA(Vectors.rounded(a, 1), module.in(), rank),
                filledB(Vectors.rounded(b, 1), own, rank), new LowRank(energy, energy));
    }

    private static float[] filledA(float[] a, int in, int rank) {
        float[] filled = new float[rank * in];
        System.arraycopy(a, 0, filled, 0, a.length);
        return filled;
    }

    private static float[] filledB(float[] b, int own, int rank) {
        float[] filled = new float[b.length / own * rank];
        for (int row = 0; row < b.length / own; row++) {
            System.arraycopy(b, row * own, filled, row * rank, own);
        }
        return filled;
    }

    /** The squared norm of B A, by the factors' Gram matrices. */
    private static double energy(LoraModule module, double[] a, double[] b) {
        DMatrixRMaj rows = DMatrixRMaj.wrap(module.rank(), module.in(), a);
        DMatrixRMaj columns = DMatrixRMaj.wrap(module.out(), module.rank(), b);
        DMatrixRMaj gramA = Thin.timesTransposed(rows, rows);
        DMatrixRMaj gramB = Thin.transposedTimes(columns, columns);
        double energy = 0;
        for (int i = 0; i < gramA.data.length; i++) {
            energy += gramA.data[i] * gramB.data[i];
        }
        return energy;
    }

    private static ObjectNode report(SortedMap<String, LowRank> energies) {
        ObjectNode json = JsonText.object();
        LowRank total = new LowRank(0, 0);
        SortedMap<String, Double> lost = new TreeMap<>();
        for (var module : energies.entrySet()) {
            total = total.plus(module.getValue());
            if (module.getValue().retained() < 1) {
                lost.put(module.getKey(), 1 - module.getValue().retained());
            }
        }
        json.put("discardedEnergy", 1 - total.retained());
        ObjectNode byModule = json.putObject("discardedEnergyByModule");
        lost.forEach(byModule::put);
        return json;
    }
}
