package dev.shaker.forecast;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleBiFunction;

import org.jspecify.annotations.Nullable;

import dev.shaker.identity.DomainName;

/**
 * Foretells what plain means of a space's adapters cost, from the nearest that was measured: the mixture itself, else other mixtures
 * with the domain, else what other domains of the space lost. Where not even that is known it says nothing.
 */
public final class Forecaster {
    /** More of one domain make the model slower than they make it better. */
    private static final int MOST = 300;
    private static final int LEAST_OF_DOMAIN = 3;
    /** Half a two-sided interval of {@link Forecast#CONFIDENCE}, in standard deviations of a normal variable. */
    private static final double DEVIATIONS = 1.6448536269514722;

    private final Map<DomainName, List<Observation>> byTarget = new TreeMap<>();
    private final Map<DomainName, DomainModel> models = new HashMap<>();
    private final ToDoubleBiFunction<DomainName, DomainName> fsd;
    private @Nullable SpaceModel space;

    /**
     * @param observations of adapters as they are now; of two of one mixture on one domain the first counts, and of many on one
     *        domain the first 300
     * @param fsd of two different domains, a share
     */
    public Forecaster(Collection<Observation> observations, ToDoubleBiFunction<DomainName, DomainName> fsd) {
        this.fsd = fsd;
        Map<DomainName, Set<Set<DomainName>>> seen = new HashMap<>();
        for (Observation observation : observations) {
            Set<Set<DomainName>> mixtures = seen.computeIfAbsent(observation.target(), _ -> new HashSet<>());
            if (mixtures.size() < MOST && mixtures.add(observation.members())) {
                byTarget.computeIfAbsent(observation.target(), _ -> new ArrayList<>()).add(observation);
            }
        }
    }

    /** @param members two at least, the target among them */
    public Optional<Forecast> of(DomainName target, Set<DomainName> members) {
        List<Observation> own = byTarget.getOrDefault(target, List.of());
        Optional<Observation> same = own.stream().filter(some -> some.members().equals(members)).findFirst();
        if (same.isPresent()) {
            return same.map(Forecaster::measured);
        }
        if (own.size() >= DomainModel.LEAST) {
            DomainModel model = models.computeIfAbsent(target, _ -> new DomainModel(target, own));
            return Optional.of(forecast(target, model.of(members), Forecast.Basis.DOMAIN, own.size()));
        }
        return space(target).map(model -> forecast(target, model.of(target, members), Forecast.Basis.SPACE,
                byTarget.values().stream().mapToInt(List::size).sum()));
    }

    /** What was measured, for and against FSD. */
    public FsdEvidence fsd() {
        return FsdEvidence.of(byTarget.values().stream().flatMap(List::stream).toList(), fsd);
    }

    /** A mixture that was measured: counts alone and mixed as if of independent rows, wider than if paired (Agresti and Caffo). */
    public static Forecast measured(Observation of) {
        double n = of.rows() + 2.0;
        double alone = (of.alone() + 1) / n;
        double mixed = (of.mixed() + 1) / n;
        double half = DEVIATIONS * Math.sqrt((alone * (1 - alone) + mixed * (1 - mixed)) / n);
        double centre = alone - mixed;
        return new Forecast(of.target(), of.drop(), Math.max(-1, Math.min(of.drop(), centre - half)),
                Math.min(1, Math.max(of.drop(), centre + half)), Forecast.Basis.MIXTURE, 1);
    }

    private Optional<SpaceModel> space(DomainName asked) {
        Map<DomainName, List<Observation>> some = new TreeMap<>(byTarget);
        some.values().removeIf(own -> own.size() < LEAST_OF_DOMAIN);
        long others = some.keySet().stream().filter(target -> !target.equals(asked)).count();
        if (others < SpaceModel.LEAST) {
            return Optional.empty();
        }
        if (space == null) {
            space = new SpaceModel(some, fsd);
        }
        return Optional.of(space);
    }

    private static Forecast forecast(DomainName target, double[] drop, Forecast.Basis basis, int observations) {
        return new Forecast(target, drop[0], Math.max(-1, drop[0] - drop[1]), Math.min(1, drop[0] + drop[1]), basis,
                observations);
    }
}
