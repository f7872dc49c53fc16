package dev.shaker.pipeline;

import java.math.BigDecimal;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.AdapterStatus;
import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.adapter.Rejection;
import dev.shaker.adapter.Space;
import dev.shaker.evaluation.EvaluationView;
import dev.shaker.evaluation.sweep.SweepView;
import dev.shaker.identity.AdapterId;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.MixtureId;
import dev.shaker.identity.SpaceName;
import dev.shaker.listing.Page;
import dev.shaker.listing.PageRequest;
import dev.shaker.mixture.MixtureView;

/** Port to everything that grows, for reading a page at a time. A list of an unknown space is empty. */
public interface Listings {
    /** Sorted by name. */
    Page<Space> spaces(PageRequest page);

    /**
     * Registrations sorted by domain and then by time of training.
     *
     * @param status null for all
     */
    Page<RegisteredAdapter> adapters(SpaceName space, @Nullable AdapterStatus status, PageRequest page);

    /** Another text whenever something was announced for the space: what is registered is the same as long as this is. */
    String revision(SpaceName space);

    /** Newest first. */
    Page<Rejection> rejections(SpaceName space, PageRequest page);

    /**
     * Requests, newest first.
     *
     * @param adapter that is a member, null for all
     */
    Page<MixtureView> mixtures(SpaceName space, @Nullable AdapterId adapter, PageRequest page);

    /**
     * Sorted by domain, adapters alone before mixtures.
     *
     * @param mixture whose evaluations, null for all
     */
    Page<EvaluationView> evaluations(SpaceName space, @Nullable MixtureId mixture, PageRequest page);

    /** Newest first. */
    Page<SweepView> sweeps(SpaceName space, PageRequest page);

    /** What a sweep has measured, sorted by sparsity and mask of the subset. */
    Page<SweepScore> results(String sweep, PageRequest page);

    /**
     * Rows that one subset gets right on one of its domains.
     *
     * @param members of the subset, in the order of the sweep
     * @param attacked rows right under the sweep's attack, null where it has none
     */
    record SweepScore(BigDecimal sparsity, List<DomainName> members, DomainName domain, int correct, int total,
            @Nullable Integer attacked) {
        public SweepScore {
            members = List.copyOf(members);
        }
    }
}
