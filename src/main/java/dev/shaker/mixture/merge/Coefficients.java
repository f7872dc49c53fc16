package dev.shaker.mixture.merge;

import java.util.List;

/**
 * What one member's tensor is multiplied with in methods that combine tensors one by one. A LoRA update is a product of two
 * tensors: a weight's root goes on each, its sign and the scale on B.
 */
final class Coefficients {
    private final List<BodyPart> parts;
    private final LoraScales scales;
    private final double lambda;

    Coefficients(List<BodyPart> parts, LoraScales scales, double lambda) {
        this.parts = parts;
        this.scales = scales;
        this.lambda = lambda;
    }

    double weight(int member) {
        return parts.get(member).weight().doubleValue();
    }

    /** In a plain sum: the weight and lambda. */
    double sum(int member, String layer) {
        return share(weight(member) * lambda, layer) * scales.factor(member, layer);
    }

    /** In an election and the mean after it, which divides by |weight|: no root is drawn. */
    double vote(int member, String layer) {
        double weight = LoraScales.isA(layer) ? Math.abs(weight(member)) : weight(member);
        return weight * scales.factor(member, layer);
    }

    /** Lambda's share of one tensor. */
    double lambda(String layer) {
        return share(lambda, layer);
    }

    private static double share(double factor, String layer) {
        if (LoraScales.isA(layer)) {
            return Math.sqrt(Math.abs(factor));
        }
        return LoraScales.isB(layer) ? Math.signum(factor) * Math.sqrt(Math.abs(factor)) : factor;
    }
}
