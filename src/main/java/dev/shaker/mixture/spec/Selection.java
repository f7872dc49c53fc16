package dev.shaker.mixture.spec;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

import dev.shaker.error.Wire;
import dev.shaker.identity.DomainName;

/**
 * How the members of a mixture are chosen. Every strategy takes targets: domains that are in the mixture whatever their
 * counts say. Domains are named by the space's domain names.
 */
public sealed interface Selection {
    /** The name on the wire, {@code paper-max}. */
    String strategy();

    /** Domains that are members whatever the strategy says. */
    SortedSet<DomainName> targets();

    /** Strategies that are told how many. */
    enum Rule {
        /** Alg. 1: the adapters of smallest average FSD over all candidates, a one-shot sort. */
        PAPER,
        /** The largest averages instead: the lower-bound probe of Fig. 7. */
        PAPER_MAX,
        /** From the targets, or the best pair, always the adapter that keeps the set's mean pairwise FSD lowest. */
        GREEDY,
        /** The subset with the least mean pairwise FSD, proven by branch and bound. */
        EXACT,
        /** The domains whose texts are nearest to the targets' (AdapterSoup); needs a target and embeddings. */
        SIMILARITY
    }

    /** The {@code size} adapters, targets among them, that a rule prefers. */
    record Sized(Rule rule, int size, SortedSet<DomainName> targets) implements Selection {
        public Sized {
            String strategy = Wire.name(rule);
            if (size < 1) {
                throw MixtureErrors.invalid("select.size",
                        "strategy '" + strategy + "' with size " + size + ": a mixture has at least one member");
            }
            if (targets.size() > size) {
                throw MixtureErrors.invalid("select.targets", "strategy '" + strategy + "': " + targets.size()
                        + " target domains do not fit into size " + size + "; raise the size or name fewer targets");
            }
            if (rule == Rule.SIMILARITY && targets.isEmpty()) {
                throw MixtureErrors.invalid("select.targets",
                        "strategy 'similarity' needs at least one target domain to be near to; name it under targets");
            }
            targets = sorted(targets);
        }

        @Override
        public String strategy() {
            return Wire.name(rule);
        }
    }

    /**
     * The largest greedy set whose every pair has an FSD under {@code below}.
     *
     * @param below exclusive bound, in (0, 1]
     */
    record Threshold(BigDecimal below, SortedSet<DomainName> targets) implements Selection {
        public Threshold {
            if (below.signum() <= 0 || below.compareTo(BigDecimal.ONE) > 0) {
                throw MixtureErrors.invalid("select.threshold", "threshold " + below.toPlainString()
                        + " is no FSD; give a number above 0 and at most 1, such as 0.35");
            }
            targets = sorted(targets);
        }

        @Override
        public String strategy() {
            return "threshold";
        }
    }

    /** The caller names the members. */
    record Explicit(SortedSet<DomainName> members) implements Selection {
        public Explicit {
            members = sorted(members);
            if (members.isEmpty()) {
                throw MixtureErrors.invalid("select.members",
                        "strategy 'explicit' needs members; name at least one domain");
            }
        }

        @Override
        public String strategy() {
            return "explicit";
        }

        @Override
        public SortedSet<DomainName> targets() {
            return members;
        }
    }

    private static SortedSet<DomainName> sorted(Set<DomainName> names) {
        return Collections.unmodifiableSortedSet(new TreeSet<>(names));
    }
}
