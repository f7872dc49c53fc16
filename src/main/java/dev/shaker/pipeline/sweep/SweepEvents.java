package dev.shaker.pipeline.sweep;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import dev.shaker.evaluation.sweep.SweepTable;
import dev.shaker.evaluation.sweep.SweepView;
import dev.shaker.event.Failure;
import dev.shaker.event.SweepProgressed;

/** What is told of a sweep as it stands in the catalogue. */
final class SweepEvents {
    private SweepEvents() {
    }

    static SweepProgressed progress(SweepView view, SweepProgressed.@Nullable Results results) {
        String code = view.errorCode();
        String message = view.errorMessage();
        return new SweepProgressed(view.id(), view.space().name(), view.status().name().toLowerCase(Locale.ROOT),
                view.done(),
                view.total(), view.shardsDone(), view.shards(), view.perSecond(), view.estimatedEnd(), results,
                code == null || message == null ? null : new Failure(code, message, view.errorDetails()));
    }

    static SweepProgressed.Results results(String shard, List<String> domains, BigDecimal sparsity, double seconds,
            String device, List<SweepTable.Score> scores) {
        List<SweepProgressed.Scores> byDomain = new ArrayList<>();
        for (int domain = 0; domain < domains.size(); domain++) {
            List<Long> subsets = new ArrayList<>();
            List<Integer> correct = new ArrayList<>();
            List<Integer> attacked = new ArrayList<>();
            int total = 0;
            for (SweepTable.Score score : scores) {
                if (score.domain() == domain) {
                    subsets.add(score.subset());
                    correct.add(score.correct());
                    Integer underAttack = score.attacked();
                    if (underAttack != null) {
                        attacked.add(underAttack);
                    }
                    total = score.total();
                }
            }
            if (!subsets.isEmpty()) {
                byDomain.add(new SweepProgressed.Scores(domains.get(domain), total, subsets, correct,
                        attacked.isEmpty() ? null : attacked));
            }
        }
        return new SweepProgressed.Results(shard, domains, sparsity, seconds, device, byDomain);
    }
}
