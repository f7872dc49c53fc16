package dev.shaker.mixture.merge;

import java.math.BigDecimal;
import java.util.List;
import java.util.function.UnaryOperator;

import dev.shaker.adapter.AdapterMethod;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.adapter.Tensors;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.mixture.prune.PrunedTensors;
import dev.shaker.mixture.spec.Alignment;
import dev.shaker.mixture.spec.Merging;
import dev.shaker.mixture.spec.MixtureErrors;
import dev.shaker.mixture.spec.Pruning;

/** Chooses the computation of a merge method, and refuses input that the method is not defined for. */
public final class Merger {
    private Merger() {
    }

    /**
     * The body of a mixture, computed while it is read.
     *
     * @param members at least one, sorted by adapter id
     * @throws ShakerException {@code MERGE_METHOD_UNSUITABLE} with the reason and a suggestion
     */
    public static MergedBody merge(Merging merging, List<BodyPart> members) {
        requireOneMethod(members);
        members.forEach(member -> PlainMean.require(member.config().method(), merging));
        PlainMean.requireWeights(members);
        return switch (merging) {
            case Merging.Concat concat -> LoraMerger.concat(concat, lora(concat, members));
            case Merging.Svd svd -> LoraMerger.svd(svd, lora(svd, members));
            case Merging.Knots knots -> LoraMerger.inSpace("knots", knots.inner(), lora(knots, members),
                    KnotsSpace::new);
            case Merging.CoreSpace core -> LoraMerger.inSpace("core-space", core.inner(), lora(core, members),
                    CoreSpace::new);
            case Merging.TsvM tsv -> LoraMerger.tsv(tsv, lora(tsv, members));
            case Merging.IsoC iso -> LoraMerger.iso(iso, lora(iso, members));
            case Merging.ModelStock stock -> LoraMerger.stock(stock, shares(stock, lora(stock, members)));
            case Merging.LoraLego lego -> LoraMerger.lego(lego, shares(lego, lora(lego, members)));
            default -> byTensor(merging, members);
        };
    }

    private static MergedBody byTensor(Merging merging, List<BodyPart> members) {
        Bodies.requireSameLayers(merging.method(), members);
        List<BodyPart> parts = merging.align() == Alignment.NONE ? members : aligned(merging, members);
        requireInput(merging, parts);
        LoraScales scales = LoraScales.of(parts);
        return new MergedBody(scales.config(), tensors(merging, parts, scales));
    }

    /** Tensors of equal names and shapes, one by one. */
    static Tensors tensors(Merging merging, List<BodyPart> parts, LoraScales scales) {
        return switch (merging) {
            case Merging.Mean _ -> new MeanTensors(parts, scales);
            case Merging.TaskArithmetic m -> sum(parts, scales, m.lambda());
            case Merging.Ties m -> elect(each(parts, part -> trimmed(part, m)), scales, m.lambda());
            case Merging.Dare m -> {
                List<BodyPart> dropped = each(parts, part -> part.with(
                        new DareTensors(part.tensors(), part.adapterId(), m.density().doubleValue(), m.seed())));
                yield m.elect() ? elect(dropped, scales, m.lambda()) : sum(dropped, scales, m.lambda());
            }
            case Merging.Della m -> elect(each(parts, part -> part.with(new DellaTensors(part.tensors(),
                    part.adapterId(), m.density().doubleValue(), m.epsilon().doubleValue(), m.seed()))), scales,
                    m.lambda());
            case Merging.Breadcrumbs m -> sum(each(parts, part -> part.with(
                    new BreadcrumbTensors(part.tensors(), m.density(), m.gamma()))), scales, m.lambda());
            case Merging.Slerp m -> new SlerpTensors(parts, scales, m.scope(), parts.get(1).weight().doubleValue()
                    / (parts.get(0).weight().doubleValue() + parts.get(1).weight().doubleValue()));
            case Merging.TsvM m ->
                new SpectralTensors(parts, m.lambda().doubleValue(), matrices -> Spectra.tsv(matrices,
                        Spectra.share(matrices.getFirst().numRows, matrices.getFirst().numCols, parts)).matrix());
            case Merging.IsoC m -> new SpectralTensors(parts, m.lambda().doubleValue(),
                    matrices -> Spectra.iso(Spectra.sum(matrices)));
            case Merging.Concat _,Merging.Svd _,Merging.Knots _,Merging.CoreSpace _,Merging.ModelStock _,Merging.LoraLego _ ->
                throw new IllegalStateException(merging.method());
        };
    }

    private static Tensors sum(List<BodyPart> parts, LoraScales scales, BigDecimal lambda) {
        return new SumTensors(parts, new Coefficients(parts, scales, lambda.doubleValue()));
    }

    private static Tensors elect(List<BodyPart> parts, LoraScales scales, BigDecimal lambda) {
        return new ElectTensors(parts, new Coefficients(parts, scales, lambda.doubleValue()));
    }

    private static BodyPart trimmed(BodyPart part, Merging.Ties ties) {
        Pruning trim = Pruning.of(BigDecimal.ONE.subtract(ties.density()), ties.scope());
        return part.with(PrunedTensors.of(trim, part.unpruned()));
    }

    /** What can be refused before anything is read. */
    static void requireInput(Merging merging, List<BodyPart> parts) {
        if (!(merging instanceof Merging.Slerp)) {
            return;
        }
        if (parts.size() != 2) {
            throw MixtureErrors.unsuitable("slerp", "it is defined between two members, " + parts.size()
                    + " were chosen; choose two, or use 'mean'");
        }
        double first = parts.get(0).weight().doubleValue();
        double second = parts.get(1).weight().doubleValue();
        if (first < 0 || second < 0 || first + second == 0) {
            throw MixtureErrors.unsuitable("slerp", "weights " + first + " and " + second
                    + " are no point between two members; give weights of at least 0, or use 'task-arithmetic'");
        }
    }

    private static List<BodyPart> shares(Merging merging, List<BodyPart> parts) {
        double total = 0;
        for (BodyPart part : parts) {
            total += part.weight().doubleValue();
            if (part.weight().signum() < 0) {
                throw MixtureErrors.invalid("merge.weights." + part.domain(), "the weights of '" + merging.method()
                        + "' are shares, and that of '" + part.domain() + "' is " + part.weight().toPlainString()
                        + "; give weights of at least 0, or use 'concat' or 'task-arithmetic' to take an update away");
            }
        }
        if (total == 0) {
            throw MixtureErrors.invalid("merge.weights", "all weights are 0; give one of them a share");
        }
        return parts;
    }

    @SuppressWarnings("ReferenceEquality") // The first itself, not its like.
    private static List<BodyPart> aligned(Merging merging, List<BodyPart> members) {
        if (members.get(0).config().method() != AdapterMethod.LORA) {
            throw MixtureErrors.unsuitable(merging.method(), "alignment '" + merging.align().wire()
                    + "' turns the rank components of LoRA, the members are "
                    + members.get(0).config().method().wire() + " adapters; leave 'align' out");
        }
        Tensors reference = members.get(0).tensors();
        return each(members, part -> part == members.get(0)
                ? part
                : part.with(new AlignedTensors(part.tensors(), reference, merging.align())));
    }

    private static List<BodyPart> lora(Merging merging, List<BodyPart> members) {
        if (members.get(0).config().method() != AdapterMethod.LORA) {
            throw MixtureErrors.unsuitable(merging.method(), "it combines low-rank updates, the members are "
                    + members.get(0).config().method().wire() + " adapters; use 'mean'");
        }
        return members;
    }

    private static List<BodyPart> each(List<BodyPart> parts, UnaryOperator<BodyPart> change) {
        return parts.stream().map(change).toList();
    }

    private static void requireOneMethod(List<BodyPart> parts) {
        BodyPart first = parts.get(0);
        for (BodyPart part : parts) {
            if (part.config().method() != first.config().method()) {
                throw new ShakerException(ErrorCode.ADAPTER_NOT_COMPARABLE, "adapters of '" + first.domain() + "' and '"
                        + part.domain() + "' are of methods " + first.config().method().wire() + " and "
                        + part.config().method().wire() + "; mix adapters of one method");
            }
            if (!(first.config() instanceof LoraConfig) && !first.config().equals(part.config())) {
                throw new ShakerException(ErrorCode.ADAPTER_NOT_COMPARABLE, "adapters of '" + first.domain() + "' and '"
                        + part.domain() + "' compute differently: " + first.config() + " and " + part.config()
                        + "; mix adapters of one shape");
            }
        }
    }
}
