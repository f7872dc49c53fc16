package dev.shaker.guided;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Plain ways to choose a subset of each size for one target, held against {@link GuidedSearch} under the same port and budget.
 * Every evaluation is on all search rows. Where the budget ends early, the rest is chosen by what was seen last.
 */
public enum Baseline {
    /** The best of as many subsets as the budget pays for, as many of each size. */
    RANDOM {
        @Override
        Map<Integer, Long> choose(Trial trial) {
            return trial.random();
        }
    },
    /** From the target on, adds whom the accuracy likes best. */
    FORWARD {
        @Override
        Map<Integer, Long> choose(Trial trial) {
            return trial.stepwise(trial.target, true);
        }
    },
    /** From all on, takes out whom the accuracy likes to miss most. */
    BACKWARD {
        @Override
        Map<Integer, Long> choose(Trial trial) {
            return trial.stepwise(trial.all, false);
        }
    },
    /** Greedy soup: goes through the others by their own accuracy under the target's head, and adds who does no harm. */
    SOUP {
        @Override
        Map<Integer, Long> choose(Trial trial) {
            return trial.soup();
        }
    },
    /** The least mean distance of all pairs; measures nothing. */
    LEAST_PAIRS {
        @Override
        Map<Integer, Long> choose(Trial trial) {
            return trial.subspace.best(mask -> -trial.priors.meanOfPairs(mask), _ -> true);
        }
    },
    /** The least distance to the target; measures nothing. */
    NEAREST {
        @Override
        Map<Integer, Long> choose(Trial trial) {
            int target = Long.numberOfTrailingZeros(trial.target);
            return trial.subspace.best(mask -> -trial.priors.meanTo(target, mask), _ -> true);
        }
    };

    abstract Map<Integer, Long> choose(Trial trial);

    /**
     * @param question for {@link Objective.Best} and one target
     * @param priors distances of the candidates, in their order
     * @return by size the chosen subset, over the question's candidates
     */
    public Map<Integer, Long> choose(Question question, Priors priors, SubsetMeasurer measurer) {
        return choose(new Trial(question.among(question.candidates(), question.budget()), priors, measurer));
    }

    /** One choice and what it may still spend. */
    private static final class Trial {
        private final Question question;
        private final Priors priors;
        private final Valuation valuation;
        private final Subspace subspace;
        private final int rows;
        private final long target;
        private final long all;

        Trial(Question question, Priors priors, SubsetMeasurer measurer) {
            this.question = question;
            this.priors = priors;
            this.valuation = new Valuation(question, measurer);
            this.subspace = GuidedSearch.subspace(question, valuation);
            this.rows = valuation.allRows();
            this.target = valuation.targets();
            this.all = (1L << question.candidates().size()) - 1;
        }

        /** Measures a subset if the budget reaches for it. */
        private boolean measure(long mask) {
            if (valuation.spent() + valuation.cost(mask, rows) > question.budget()) {
                return false;
            }
            valuation.measure(List.of(mask), rows);
            return true;
        }

        private double accuracy(long mask) {
            return valuation.accuracy(mask, rows);
        }

        private boolean asked(long mask) {
            return Long.bitCount(mask) >= question.least() && Long.bitCount(mask) <= question.most();
        }

        Map<Integer, Long> random() {
            SplittableRandom random = new SplittableRandom(question.seed());
            Map<Integer, Long> best = new TreeMap<>();
            boolean paid = true;
            // The sizes take turns; one with few subsets may be drawn again, which costs nothing.
            for (int turn = 0; paid && turn < question.budget() / rows; turn++) {
                for (int size = question.least(); size <= question.most(); size++) {
                    long mask = subspace.drawn(size, random);
                    paid = paid && measure(mask);
                    if (paid) {
                        best.merge(size, mask, (one, other) -> accuracy(other) > accuracy(one) ? other : one);
                    } else {
                        best.putIfAbsent(size, mask);
                    }
                }
            }
            return best;
        }

        Map<Integer, Long> stepwise(long start, boolean adds) {
            Map<Integer, Long> path = new TreeMap<>();
            Map<Integer, Double> seen = new HashMap<>();
            long mask = start;
            while (true) {
                if (asked(mask)) {
                    path.put(Long.bitCount(mask), mask);
                }
                List<Integer> moves = moves(mask, adds);
                if (moves.isEmpty()) {
                    return path;
                }
                long from = mask;
                for (int member : moves) {
                    if (measure(from ^ 1L << member)) {
                        seen.put(member, accuracy(from ^ 1L << member));
                    }
                }
                mask ^= 1L << moves.stream()
                        .min(Comparator.comparingDouble((Integer member) -> -seen.getOrDefault(member, 0.0))
                                .thenComparing(member -> member))
                        .orElseThrow();
            }
        }

        private List<Integer> moves(long mask, boolean adds) {
            List<Integer> moves = new ArrayList<>();
            for (int member = 0; member < question.candidates().size(); member++) {
                boolean in = (mask >> member & 1) == 1;
                if (in != adds && (target >> member & 1) == 0) {
                    moves.add(member);
                }
            }
            return moves;
        }

        Map<Integer, Long> soup() {
            List<Integer> order = moves(target, true);
            Map<Integer, Double> own = new HashMap<>();
            for (int member : order) {
                if (measure(1L << member)) {
                    own.put(member, accuracy(1L << member));
                }
            }
            order.sort(Comparator.comparingDouble((Integer member) -> -own.getOrDefault(member, 0.0))
                    .thenComparing(member -> member));
            List<Integer> taken = new ArrayList<>();
            List<Integer> refused = new ArrayList<>();
            long mask = target;
            boolean known = measure(mask);
            for (int member : order) {
                long more = mask | 1L << member;
                known = known && measure(more);
                if (known && accuracy(more) >= accuracy(mask)) {
                    mask = more;
                    taken.add(member);
                } else {
                    refused.add(member);
                }
            }
            taken.addAll(refused);
            Map<Integer, Long> path = new TreeMap<>();
            mask = target;
            for (int member : taken) {
                mask |= 1L << member;
                if (asked(mask)) {
                    path.put(Long.bitCount(mask), mask);
                }
            }
            return path;
        }
    }
}
