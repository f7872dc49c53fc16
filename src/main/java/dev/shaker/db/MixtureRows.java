package dev.shaker.db;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.shaker.identity.AdapterId;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.EvaluationId;
import dev.shaker.identity.MixtureId;
import dev.shaker.mixture.MixtureStatus;
import dev.shaker.mixture.MixtureView;
import dev.shaker.pipeline.MixtureLedger;
import dev.shaker.pipeline.mixture.MixtureLife;

import static java.util.Objects.requireNonNull;

/** Between the rows of mixture requests and their life cycle. */
final class MixtureRows {
    private MixtureRows() {
    }

    static MixtureLife read(MixtureEntity row) {
        return switch (row.status) {
            case REQUESTED -> new MixtureLife.Requested();
            case READY -> new MixtureLife.Ready(
                    new MixtureLedger.Ready(requireNonNull(id(row)), row.generation, members(row), row.meanFsd,
                            row.sparsity, requireNonNull(row.location)),
                    requireNonNull(row.finishedAt), evaluations(row));
            case FAILED -> new MixtureLife.Failed(row.failure.failure().orElseThrow(),
                    requireNonNull(row.finishedAt));
        };
    }

    static @Nullable MixtureId id(MixtureEntity row) {
        return row.mixtureId == null ? null : new MixtureId(row.mixtureId);
    }

    static List<EvaluationId> evaluations(MixtureEntity row) {
        return Arrays.stream(row.evaluations).map(EvaluationId::new).toList();
    }

    static void write(MixtureLife life, MixtureEntity row) {
        switch (life) {
            case MixtureLife.Requested _ -> {
                put(row, MixtureStatus.REQUESTED, null);
                row.memberDomains = new String[0];
                row.memberAdapters = new String[0];
                row.evaluations = new String[0];
            }
            case MixtureLife.Ready ready -> {
                put(row, MixtureStatus.READY, ready.at());
                MixtureLedger.Ready outcome = ready.outcome();
                row.mixtureId = outcome.mixtureId().hex();
                row.generation = outcome.generation();
                row.memberDomains = outcome.members().stream().map(member -> member.domain().name())
                        .toArray(String[]::new);
                row.memberAdapters = outcome.members().stream().map(member -> member.adapterId().hex())
                        .toArray(String[]::new);
                row.evaluations = ready.evaluations().stream().map(EvaluationId::hex).toArray(String[]::new);
                row.meanFsd = outcome.meanFsd();
                row.sparsity = outcome.sparsity();
                row.location = outcome.recipe();
            }
            case MixtureLife.Failed failed -> {
                put(row, MixtureStatus.FAILED, failed.at());
                row.failure.set(failed.failure());
            }
        }
    }

    static List<MixtureView.Member> members(MixtureEntity row) {
        List<MixtureView.Member> members = new ArrayList<>();
        for (int i = 0; i < row.memberDomains.length; i++) {
            members.add(
                    new MixtureView.Member(new DomainName(row.memberDomains[i]), new AdapterId(row.memberAdapters[i])));
        }
        return members;
    }

    private static void put(MixtureEntity row, MixtureStatus status, @Nullable Instant finishedAt) {
        row.status = status;
        row.failure.clear();
        row.finishedAt = finishedAt;
    }
}
