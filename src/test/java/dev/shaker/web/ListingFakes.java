package dev.shaker.web;

import java.util.List;
import java.util.stream.IntStream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;

import org.jspecify.annotations.Nullable;

import dev.shaker.Named;
import dev.shaker.adapter.AdapterStatus;
import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.adapter.Rejection;
import dev.shaker.adapter.Space;
import dev.shaker.evaluation.EvaluationView;
import dev.shaker.evaluation.sweep.SweepView;
import dev.shaker.identity.AdapterId;
import dev.shaker.identity.MixtureId;
import dev.shaker.identity.SpaceName;
import dev.shaker.listing.Page;
import dev.shaker.listing.PageRequest;
import dev.shaker.listing.Position;
import dev.shaker.mixture.MixtureView;
import dev.shaker.pipeline.KnownIds;
import dev.shaker.pipeline.Listings;

/** Pages and ids of what {@link WebFakes} and {@link MixtureFakes} hold. */
@Alternative
@ApplicationScoped
public class ListingFakes implements Listings, KnownIds {
    private final WebFakes fakes;
    private final MixtureFakes mixtures;

    ListingFakes(WebFakes fakes, MixtureFakes mixtures) {
        this.fakes = fakes;
        this.mixtures = mixtures;
    }

    /** A position is the place in the list. */
    private static <T> Page<T> page(List<T> all, PageRequest request) {
        Position after = request.after();
        List<Integer> rows = IntStream.range(after == null ? 0 : (int) after.number(0) + 1, all.size()).boxed()
                .limit(request.rows()).toList();
        return Page.of(rows, request, all::get, Position::of);
    }

    @Override
    public Page<Space> spaces(PageRequest page) {
        return page(fakes.spaces(), page);
    }

    @Override
    public Page<RegisteredAdapter> adapters(SpaceName space, @Nullable AdapterStatus status, PageRequest page) {
        return page(fakes.adapters(space).stream().filter(one -> status == null || one.status() == status).toList(),
                page);
    }

    @Override
    public String revision(SpaceName space) {
        return "1";
    }

    @Override
    public Page<Rejection> rejections(SpaceName space, PageRequest page) {
        return page(fakes.rejections(space), page);
    }

    @Override
    public Page<MixtureView> mixtures(SpaceName space, @Nullable AdapterId adapter, PageRequest page) {
        return page(mixtures.newestFirst().stream().filter(view -> adapter == null
                || view.members().stream().anyMatch(member -> member.adapterId().equals(adapter))).toList(), page);
    }

    @Override
    public Page<EvaluationView> evaluations(SpaceName space, @Nullable MixtureId mixture, PageRequest page) {
        return page(mixture == null ? fakes.ofSpace(space) : fakes.ofMixture(mixture), page);
    }

    @Override
    public Page<SweepView> sweeps(SpaceName space, PageRequest page) {
        return page(List.of(), page);
    }

    @Override
    public Page<SweepScore> results(String sweep, PageRequest page) {
        return page(List.of(), page);
    }

    @Override
    public List<Known> beginning(Kind kind, @Nullable SpaceName space, String characters, int limit) {
        List<String> ids = switch (kind) {
            case ADAPTER -> fakes.adapters(Named.space("tiny")).stream().map(one -> one.id().hex()).toList();
            case MIXTURE -> mixtures.newestFirst().stream().map(MixtureView::id).filter(id -> id != null)
                    .map(MixtureId::hex).toList();
            case EVALUATION -> fakes.ofSpace(Named.space("tiny")).stream().map(view -> view.id().hex()).toList();
            case SWEEP, SEARCH -> List.of();
        };
        List<String> exact = ids.stream().filter(characters::equals).toList();
        return (exact.isEmpty() ? ids : exact).stream().filter(id -> id.startsWith(characters)).distinct().sorted()
                .limit(limit).map(id -> new Known(Named.space("tiny"), id)).toList();
    }
}
