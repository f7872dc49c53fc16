package dev.shaker.pipeline.mixture;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterMethod;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.identity.AdapterId;
import dev.shaker.identity.DomainName;
import dev.shaker.mixture.spec.MixtureErrors;
import dev.shaker.pipeline.VerifiedFiles;
import dev.shaker.similarity.LowRankUpdate;
import dev.shaker.similarity.PairSimilarity;
import dev.shaker.similarity.Similarities;
import dev.shaker.similarity.Similarity;

/**
 * Compares the updates of LoRA adapters of a space, on demand from their stored factors: a registration reads no other adapter,
 * and a few adapters cost their reading. Totals are remembered by the adapters' ids, which never change their meaning.
 */
@ApplicationScoped
public class UpdateSimilarities {
    private static final Logger LOG = Logger.getLogger(UpdateSimilarities.class);
    /** Adapters, and weights of all of them, that one question may read. */
    private static final int MOST_ADAPTERS = 100;
    private static final long MOST_WEIGHTS = 1L << 30;
    private static final int REMEMBERED = 50_000;

    private final VerifiedFiles files;
    private final Map<Key, Similarity> remembered = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Similarity> eldest) {
            return size() > REMEMBERED;
        }
    };

    UpdateSimilarities(VerifiedFiles files) {
        this.files = files;
    }

    private record Key(AdapterId a, AdapterId b) {}

    /**
     * Two adapters, module by module.
     *
     * @throws ShakerException {@code ADAPTER_NOT_COMPARABLE} for what is no LoRA, {@code DATA_CHANGED}
     */
    public PairSimilarity pair(RegisteredAdapter a, RegisteredAdapter b) {
        check(List.of(a, b));
        return Similarities.of(open(a), open(b));
    }

    /**
     * All pairs of some adapters in total, without angles, in the order given.
     *
     * @throws ShakerException the same, and {@code REQUEST_INVALID} for more than is read at once
     */
    public Similarities among(List<RegisteredAdapter> adapters) {
        check(adapters);
        return known(adapters).orElseGet(() -> {
            Similarities counted = Similarities.of(adapters.stream().map(this::open).toList());
            synchronized (remembered) {
                for (int i = 0; i < counted.size(); i++) {
                    for (int j = 0; j < counted.size(); j++) {
                        if (i != j) {
                            remembered.put(new Key(adapters.get(i).id(), adapters.get(j).id()),
                                    counted.pair(i, j).withoutAngles());
                        }
                    }
                }
            }
            return counted;
        });
    }

    /**
     * All pairs of the adapters that a mixture is chosen from.
     *
     * @throws ShakerException {@code MIXTURE_REQUEST_INVALID} for more than is read at once
     */
    Similarities ofCandidates(List<RegisteredAdapter> adapters) {
        if (tooMany(adapters)) {
            throw MixtureErrors.invalid("select.measure",
                    "a measure other than 'fsd' reads the factors of all candidates,"
                            + " here " + adapters.size() + " of " + weights(adapters) + " weights, and at most "
                            + MOST_ADAPTERS
                            + " of " + MOST_WEIGHTS + " weights in all; use 'fsd', with basis 'update'");
        }
        return among(adapters);
    }

    /** By domains; empty where the adapters are no LoRA, too many to be read, or not as they were registered. */
    BiFunction<DomainName, DomainName, Optional<Similarity>> asFarAsKnown(List<RegisteredAdapter> adapters) {
        if (adapters.stream().anyMatch(adapter -> adapter.method() != AdapterMethod.LORA) || tooMany(adapters)) {
            return (one, other) -> Optional.empty();
        }
        try {
            Similarities counted = among(adapters);
            Map<DomainName, Integer> places = new HashMap<>();
            adapters.forEach(adapter -> places.put(adapter.domain(), places.size()));
            return (one, other) -> Optional
                    .of(counted.pair(places.getOrDefault(one, 0), places.getOrDefault(other, 0)));
        } catch (ShakerException e) {
            if (e.isTransient()) {
                throw e;
            }
            LOG.debugf("updates are not compared: %s", e.getMessage());
            return (one, other) -> Optional.empty();
        }
    }

    private Optional<Similarities> known(List<RegisteredAdapter> adapters) {
        synchronized (remembered) {
            for (int i = 0; i < adapters.size(); i++) {
                for (int j = 0; j < adapters.size(); j++) {
                    if (i != j && !remembered.containsKey(new Key(adapters.get(i).id(), adapters.get(j).id()))) {
                        return Optional.empty();
                    }
                }
            }
            return Optional.of(Similarities.of(adapters.size(), (i, j) -> remembered.getOrDefault(
                    new Key(adapters.get(i).id(), adapters.get(j).id()), Similarity.NONE)));
        }
    }

    private static boolean tooMany(Collection<RegisteredAdapter> adapters) {
        return adapters.size() > MOST_ADAPTERS || weights(adapters) > MOST_WEIGHTS;
    }

    private static long weights(Collection<RegisteredAdapter> adapters) {
        return adapters.stream().mapToLong(RegisteredAdapter::parameters).sum();
    }

    private static void check(List<RegisteredAdapter> adapters) {
        for (RegisteredAdapter adapter : adapters) {
            if (adapter.method() != AdapterMethod.LORA) {
                throw new ShakerException(ErrorCode.ADAPTER_NOT_COMPARABLE, "adapter of domain '" + adapter.domain()
                        + "' is " + adapter.method().wire()
                        + ": cosine, angles and norms are of LoRA's updates; compare its signs (fsd)")
                        .with("domain", adapter.domain());
            }
        }
        if (tooMany(adapters)) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID, adapters.size() + " adapters of "
                    + weights(adapters) + " weights would have to be read; name fewer domains: at most " + MOST_ADAPTERS
                    + " of "
                    + MOST_WEIGHTS + " weights in all").with("field", "domains");
        }
    }

    private LowRankUpdate open(RegisteredAdapter registered) {
        Adapter adapter = files.open(registered);
        if (adapter.config() instanceof LoraConfig lora) {
            return new LowRankUpdate(registered.domain().name(), lora, adapter.body());
        }
        throw new ShakerException(ErrorCode.DATA_CHANGED, adapter.location() + ": no LoRA adapter any more");
    }
}
