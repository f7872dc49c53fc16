package dev.shaker.forecast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleBiFunction;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

import dev.shaker.identity.DomainName;
import dev.shaker.linear.Positive;

/**
 * What other domains of the space lost, as a linear function of the size of the mixture and of its sign differences. The interval
 * is as wide as held the share {@link Forecast#CONFIDENCE} of what was measured when each domain was foretold from the others: wide
 * where domains differ.
 */
final class SpaceModel {
    /** Domains that must have been measured. */
    static final int LEAST = 4;
    private static final double RIDGE = 0.01;
    private static final int TRAITS = 5;

    private final ToDoubleBiFunction<DomainName, DomainName> fsd;
    private final double[] slopes;
    private final double half;

    /** @param byTarget at least {@link #LEAST} domains with at least one observation each */
    SpaceModel(Map<DomainName, List<Observation>> byTarget, ToDoubleBiFunction<DomainName, DomainName> fsd) {
        this.fsd = fsd;
        List<Double> missed = new ArrayList<>();
        byTarget.forEach((target, some) -> {
            List<Observation> others = new ArrayList<>();
            byTarget.forEach((other, its) -> {
                if (!other.equals(target)) {
                    others.addAll(its);
                }
            });
            double[] fit = fitted(others);
            some.forEach(observation -> missed.add(Math.abs(observation.drop() - value(fit, observation))));
        });
        double[] sorted = missed.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        half = sorted[Math.min(sorted.length - 1, (int) Math.ceil(Forecast.CONFIDENCE * (sorted.length + 1)) - 1)];
        List<Observation> all = new ArrayList<>();
        byTarget.values().forEach(all::addAll);
        slopes = fitted(all);
    }

    /** @return expected drop and half the width of its interval */
    double[] of(DomainName target, Set<DomainName> members) {
        return new double[]{ value(slopes, traits(target, members)), half };
    }

    private double value(double[] fit, Observation observation) {
        return value(fit, traits(observation.target(), observation.members()));
    }

    private static double value(double[] fit, double[] traits) {
        double value = 0;
        for (int i = 0; i < TRAITS; i++) {
            value += fit[i] * traits[i];
        }
        return value;
    }

    private double[] fitted(List<Observation> some) {
        DMatrixRMaj products = CommonOps_DDRM.identity(TRAITS);
        CommonOps_DDRM.scale(RIDGE, products);
        DMatrixRMaj drops = new DMatrixRMaj(TRAITS, 1);
        for (Observation observation : some) {
            double[] traits = traits(observation.target(), observation.members());
            for (int i = 0; i < TRAITS; i++) {
                drops.add(i, 0, traits[i] * observation.drop());
                for (int j = 0; j < TRAITS; j++) {
                    products.add(i, j, traits[i] * traits[j]);
                }
            }
        }
        return Arrays.copyOf(Positive.solved(products, drops).getData(), TRAITS);
    }

    private double[] traits(DomainName target, Set<DomainName> members) {
        double l = members.size();
        double toTarget = FsdEvidence.toTarget(target, members, fsd);
        double pairs = 0;
        for (DomainName one : members) {
            for (DomainName other : members) {
                pairs += one.equals(other) ? 0 : fsd.applyAsDouble(one, other);
            }
        }
        return new double[]{ 1, 1 / l, toTarget, toTarget / l, pairs / (l * (l - 1)) };
    }
}
