package dev.shaker.pipeline.mixture;

import java.util.List;

import dev.shaker.evaluation.sweep.SweepTable;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.SpaceName;
import dev.shaker.mixture.MixtureView.Member;

/** Port to what was measured of a space's mixtures, the newest first. */
public interface PastMeasurements {
    /**
     * A mixture that was asked for, on one of its domains, not under attack.
     *
     * @param requestJson what was asked for
     * @param alone rows that the domain's adapter alone had right, of the same
     */
    record OfMixture(String requestJson, List<Member> members, DomainName domain, int alone, int mixed, int rows) {
        public OfMixture {
            members = List.copyOf(members);
        }
    }

    /**
     * Plain means that a sweep measured.
     *
     * @param members bit i of a subset is the i-th
     */
    record OfSweep(List<Member> members, List<SweepTable.Score> scores) {
        public OfSweep {
            members = List.copyOf(members);
            scores = List.copyOf(scores);
        }
    }

    /** @param most of them */
    List<OfMixture> mixtures(SpaceName space, int most);

    /**
     * @param most sweeps
     * @param mostOfDomain subsets of each domain, drawn by a hash, beside each domain alone
     */
    List<OfSweep> sweeps(SpaceName space, int most, int mostOfDomain);
}
