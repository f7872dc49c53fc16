package dev.shaker.event;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * Somebody wants a mixture.
 *
 * @param requestId chosen by the caller: the same id twice is one request
 */
public record MixtureRequested(String requestId, String space, Select select, @Nullable Prune prune,
        @Nullable Merge merge, @Nullable Evaluate evaluate) implements EventData {
    @Override
    public String key() {
        return space;
    }

    /**
     * @param strategy {@code paper}, {@code paper-max}, {@code greedy}, {@code exact}, {@code threshold},
     *        {@code similarity} or {@code explicit}
     * @param size number of members wanted; for {@code explicit} implied
     * @param targets domains that must be members
     * @param members for {@code explicit}: the domains
     * @param threshold for {@code threshold}: the highest FSD of any pair
     * @param basis of the FSD that decides: {@code factors} (default) or, for LoRA, {@code update}
     * @param measure that decides: {@code fsd} (default; of {@code similarity} the texts) or, for LoRA, {@code cosine} or
     *        {@code subspace}
     */
    public record Select(String strategy, @Nullable Integer size, List<String> targets, List<String> members,
            @Nullable BigDecimal threshold, @Nullable String basis, @Nullable String measure) {
        /** By FSD. */
        public Select(String strategy, @Nullable Integer size, List<String> targets, List<String> members,
                @Nullable BigDecimal threshold, @Nullable String basis) {
            this(strategy, size, targets, members, threshold, basis, null);
        }

        public Select {
            targets = Absent.asEmpty(targets);
            members = Absent.asEmpty(members);
        }
    }

    /**
     * @param sparsity share of weights dropped, 0 to 1
     * @param scope {@code "layer"} (default), {@code "block"} or {@code "global"}
     * @param layers m of Alg. 4: how many layers of each adapter are pruned, those of highest mean FSD; all where not given
     * @param against FSD of a layer is taken against {@code selected} (default) or {@code all} adapters
     * @param score what weights are ranked by: {@code magnitude} (default), {@code random}, {@code synflow} or
     *        {@code consensus}
     * @param seed of score {@code random}, 0 where absent
     * @param rounds of score {@code synflow}, 1 where absent
     * @param biases {@code prune} (default) or {@code keep}
     */
    public record Prune(BigDecimal sparsity, @Nullable String scope, @Nullable Integer layers, @Nullable String against,
            @Nullable String score, @Nullable Long seed, @Nullable Integer rounds, @Nullable String biases) {
        /** By magnitude. */
        public Prune(BigDecimal sparsity, @Nullable String scope, @Nullable Integer layers, @Nullable String against) {
            this(sparsity, scope, layers, against, null, null, null, null);
        }
    }

    /**
     * @param method {@code mean} (default), and the others of {@code dev.shaker.mixture}
     * @param weights weight by domain, of every member or of none: then they are equal
     * @param parameters of the method, numbers as numbers: {@code align}, {@code rank}, {@code density}, {@code seed} …
     */
    public record Merge(@Nullable String method, Map<String, BigDecimal> weights, Map<String, JsonNode> parameters) {
        public Merge {
            weights = Absent.asEmpty(weights);
            parameters = Absent.asEmpty(parameters);
        }
    }

    /**
     * @param domains domains to evaluate; all members where empty
     * @param rowLimit at most so many rows of each test split
     * @param skip true: evaluate nothing
     * @param refresh true: measure anew what was measured before
     * @param attacks under each of which every domain is evaluated besides, alone and mixed
     */
    public record Evaluate(List<String> domains, @Nullable Integer rowLimit, @Nullable Boolean skip,
            @Nullable Boolean refresh, List<AttackRequested> attacks) {
        public Evaluate {
            domains = Absent.asEmpty(domains);
            attacks = Absent.asEmpty(attacks);
        }

        /** Rows as they are. */
        public Evaluate(List<String> domains, @Nullable Integer rowLimit, @Nullable Boolean skip) {
            this(domains, rowLimit, skip, null, List.of());
        }
    }
}
