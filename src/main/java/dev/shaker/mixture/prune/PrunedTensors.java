package dev.shaker.mixture.prune;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.Tensors;
import dev.shaker.mixture.spec.PruneScore;
import dev.shaker.mixture.spec.Pruning;

/** A member pruned while it is read. */
public final class PrunedTensors implements Tensors {
    private final Tensors source;
    private final Cut cut;
    private final Map<String, Sparsity> achieved = new ConcurrentHashMap<>();

    private PrunedTensors(Tensors source, Cut cut) {
        this.source = source;
        this.cut = cut;
    }

    /**
     * The members of one mixture, in their order.
     *
     * @throws dev.shaker.error.ShakerException {@code MIXTURE_REQUEST_INVALID}, {@code MERGE_METHOD_UNSUITABLE} where the score
     *         is not defined for these members; reading raises the latter too, where the weights themselves tell
     */
    public static List<PrunedTensors> of(Pruning pruning, List<Unpruned> members) {
        pruning.requireMembers(members.size());
        Cuts cuts = pruning.keepsAll() ? _ -> Cut.NOTHING : switch (pruning.score()) {
            case PruneScore.Magnitude _ -> member -> new MagnitudeCut(member, pruning);
            case PruneScore.Random random ->
                member -> new ScoreCut(member, pruning, Scores.random(random, member.adapterId()));
            case PruneScore.SynFlow synflow -> member -> new SynFlowCut(member, pruning, synflow);
            case PruneScore.Consensus _ -> {
                Scores shares = new SignShares(members);
                yield member -> new ScoreCut(member, pruning, shares);
            }
        };
        List<PrunedTensors> pruned = new ArrayList<>();
        members.forEach(member -> pruned.add(new PrunedTensors(member.body(), cuts.of(member))));
        return pruned;
    }

    /** How each member is cut. */
    @FunctionalInterface
    private interface Cuts {
        Cut of(Unpruned member);
    }

    /** One whatever the others. */
    public static PrunedTensors of(Pruning pruning, Unpruned member) {
        return of(pruning, List.of(member)).getFirst();
    }

    @Override
    public List<AdapterLayer> layers() {
        return source.layers();
    }

    @Override
    public float[] read(AdapterLayer layer) {
        float[] values = source.read(layer);
        long dropped = cut.apply(layer, values);
        achieved.put(layer.name(), new Sparsity(dropped, values.length));
        return values;
    }

    /** By layer, of the layers read so far. */
    public SortedMap<String, Sparsity> achieved() {
        return new TreeMap<>(achieved);
    }

    /** Over the layers read so far. */
    public Sparsity total() {
        Sparsity total = Sparsity.NONE;
        for (Sparsity layer : achieved.values()) {
            total = total.plus(layer);
        }
        return total;
    }
}
