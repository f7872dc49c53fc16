package dev.shaker.forecast;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleBiFunction;

import dev.shaker.identity.DomainName;
import dev.shaker.statistics.Correlation;

/**
 * What speaks for sign differences as a guide in a space, and what against it: mixtures of one size, measured on one domain, by
 * the mean FSD of their other members to that domain.
 *
 * @param mixtures that have another one to be held against
 * @param domains they were measured on
 * @param correlation of FSD and drop, each less its mean over the mixtures of one size on one domain; empty where either does not
 *        vary
 * @param pairs of such mixtures that differ in FSD and in drop
 * @param lowerWasBetter of these pairs, those in which the lower FSD had the lower drop
 */
public record FsdEvidence(int mixtures, int domains, Optional<Correlation.Estimate> correlation, long pairs,
        long lowerWasBetter) {
    private static final int RESAMPLES = 200;
    private static final long SEED = 1;

    /** @param fsd of two different domains, a share */
    public static FsdEvidence of(Collection<Observation> observations,
            ToDoubleBiFunction<DomainName, DomainName> fsd) {
        Map<String, List<double[]>> groups = new TreeMap<>();
        Map<String, DomainName> domains = new TreeMap<>();
        for (Observation observation : observations) {
            String group = observation.target() + " " + observation.members().size();
            groups.computeIfAbsent(group, _ -> new ArrayList<>()).add(new double[]{
                    toTarget(observation.target(), observation.members(), fsd), observation.drop() });
            domains.put(group, observation.target());
        }
        groups.values().removeIf(group -> group.size() < 2);
        domains.keySet().retainAll(groups.keySet());
        List<double[]> centred = new ArrayList<>();
        long[] pairs = new long[2];
        for (List<double[]> group : groups.values()) {
            double x = group.stream().mapToDouble(point -> point[0]).average().orElseThrow();
            double y = group.stream().mapToDouble(point -> point[1]).average().orElseThrow();
            group.forEach(point -> centred.add(new double[]{ point[0] - x, point[1] - y }));
            count(group, pairs);
        }
        Optional<Correlation> correlation = Correlation.of(
                centred.stream().mapToDouble(point -> point[0]).toArray(),
                centred.stream().mapToDouble(point -> point[1]).toArray(), RESAMPLES, SEED);
        return new FsdEvidence(centred.size(), Set.copyOf(domains.values()).size(),
                correlation.map(Correlation::pearson), pairs[0], pairs[1]);
    }

    private static void count(List<double[]> group, long[] pairs) {
        for (int i = 0; i < group.size(); i++) {
            for (int j = 0; j < i; j++) {
                double fsd = group.get(i)[0] - group.get(j)[0];
                double drop = group.get(i)[1] - group.get(j)[1];
                if (fsd != 0 && drop != 0) {
                    pairs[0]++;
                    pairs[1] += fsd > 0 == drop > 0 ? 1 : 0;
                }
            }
        }
    }

    /** Mean FSD of the other members to the target. */
    static double toTarget(DomainName target, Set<DomainName> members,
            ToDoubleBiFunction<DomainName, DomainName> fsd) {
        return members.stream().filter(member -> !member.equals(target)).sorted()
                .mapToDouble(member -> fsd.applyAsDouble(target, member)).average().orElseThrow();
    }
}
