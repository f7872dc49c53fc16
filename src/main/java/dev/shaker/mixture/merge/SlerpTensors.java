package dev.shaker.mixture.merge;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.Tensors;
import dev.shaker.mixture.prune.Blocks;
import dev.shaker.mixture.spec.MixtureErrors;
import dev.shaker.mixture.spec.Pruning;

/** Interpolation of two members on the great circle between them: sin((1-t) O)/sin O v_1 + sin(t O)/sin O v_2. */
final class SlerpTensors implements Tensors {
    /** Above this cosine the circle is as good as a line, and its formula divides by almost 0. */
    private static final double PARALLEL = 0.9995;
    /** There is no one great circle between opposite vectors. */
    private static final double OPPOSITE = -1 + 1e-9;

    private final BodyPart first;
    private final BodyPart second;
    private final LoraScales scales;
    private final Pruning.Scope scope;
    private final double t;
    private final Map<String, Angle> angles = new HashMap<>();

    SlerpTensors(List<BodyPart> parts, LoraScales scales, Pruning.Scope scope, double t) {
        this.first = parts.get(0);
        this.second = parts.get(1);
        this.scales = scales;
        this.scope = scope;
        this.t = t;
        if (scope != Pruning.Scope.LAYER) {
            for (AdapterLayer layer : layers()) {
                angles.merge(group(layer), angle(read(0, layer), read(1, layer)), Angle::plus);
            }
        }
    }

    private record Angle(double dot, double squareA, double squareB) {
        Angle plus(Angle other) {
            return new Angle(dot + other.dot, squareA + other.squareA, squareB + other.squareB);
        }

        double cosine() {
            return squareA == 0 || squareB == 0 ? 1 : dot / Math.sqrt(squareA * squareB);
        }
    }

    @Override
    public List<AdapterLayer> layers() {
        return first.tensors().layers();
    }

    @Override
    public float[] read(AdapterLayer layer) {
        double[] a = read(0, layer);
        double[] b = read(1, layer);
        Angle angle = scope == Pruning.Scope.LAYER
                ? angle(a, b)
                : angles.getOrDefault(group(layer), new Angle(0, 0, 0));
        double cosine = Math.max(-1, Math.min(1, angle.cosine()));
        double shareA = 1 - t;
        double shareB = t;
        if (cosine <= OPPOSITE) {
            throw MixtureErrors.unsuitable("slerp", "the members point in opposite directions at " + layer.name()
                    + ", there is no way between them; use 'mean', or 'align' for LoRA").with("tensor", layer.name());
        }
        if (cosine < PARALLEL) {
            double omega = StrictMath.acos(cosine);
            shareA = StrictMath.sin((1 - t) * omega) / StrictMath.sin(omega);
            shareB = StrictMath.sin(t * omega) / StrictMath.sin(omega);
        }
        for (int i = 0; i < a.length; i++) {
            a[i] = shareA * a[i] + shareB * b[i];
        }
        return Vectors.rounded(a, 1);
    }

    private double[] read(int member, AdapterLayer layer) {
        BodyPart part = member == 0 ? first : second;
        return Vectors.scaled(Bodies.read(part.tensors(), layer), scales.factor(member, layer.name()));
    }

    private String group(AdapterLayer layer) {
        return scope == Pruning.Scope.BLOCK
                ? Blocks.of(layer.name())
                : scope == Pruning.Scope.GLOBAL ? "" : layer.name();
    }

    private static Angle angle(double[] a, double[] b) {
        double dot = 0;
        double squareA = 0;
        double squareB = 0;
        for (int i = 0; i < a.length; i++) {
            dot += a[i] * b[i];
            squareA += a[i] * a[i];
            squareB += b[i] * b[i];
        }
        return new Angle(dot, squareA, squareB);
    }
}
