package dev.shaker.web.api;

import java.util.List;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.identity.AdapterId;
import dev.shaker.identity.EvaluationId;
import dev.shaker.identity.MixtureId;
import dev.shaker.identity.SpaceName;
import dev.shaker.pipeline.KnownIds;
import dev.shaker.pipeline.KnownIds.Kind;
import dev.shaker.pipeline.KnownIds.Known;

/** Ids as people give them: whole, or their first characters, as long as only one id begins with them. */
@Singleton
public final class Ids {
    private static final int SHORTEST = 6;
    /** How many of those that an ambiguous beginning may mean are named. */
    private static final int NAMED = 5;

    private final KnownIds known;

    Ids(KnownIds known) {
        this.known = known;
    }

    /** @throws ShakerException {@code ID_AMBIGUOUS} with the first candidates, {@code ADAPTER_UNKNOWN} */
    AdapterId adapter(SpaceName space, String given) {
        return new AdapterId(one(Kind.ADAPTER, space, given).id());
    }

    /** @throws ShakerException {@code ID_AMBIGUOUS} with the first candidates, {@code MIXTURE_UNKNOWN} */
    public MixtureId mixture(SpaceName space, String given) {
        return new MixtureId(one(Kind.MIXTURE, space, given).id());
    }

    /** @throws ShakerException {@code ID_AMBIGUOUS} with the first candidates, {@code EVALUATION_UNKNOWN} */
    EvaluationId evaluation(SpaceName space, String given) {
        return new EvaluationId(one(Kind.EVALUATION, space, given).id());
    }

    /** @throws ShakerException {@code ID_AMBIGUOUS} with the first candidates, {@code SWEEP_UNKNOWN} */
    String sweep(SpaceName space, String given) {
        return one(Kind.SWEEP, space, given).id();
    }

    /** @throws ShakerException {@code ID_AMBIGUOUS} with the first candidates, {@code SEARCH_UNKNOWN} */
    public String search(SpaceName space, String given) {
        return one(Kind.SEARCH, space, given).id();
    }

    /** The same in whichever space: the first by name, where one content stands in several. */
    Known anywhere(Kind kind, String given) {
        return one(kind, null, given);
    }

    private Known one(Kind kind, @Nullable SpaceName space, String given) {
        List<Known> found = given.isEmpty() ? List.of() : known.beginning(kind, space, given, NAMED + 1);
        List<String> ids = found.stream().map(Known::id).distinct().toList();
        if (ids.isEmpty() || given.length() < SHORTEST && !ids.getFirst().equals(given)) {
            throw unknown(kind, space, given);
        }
        if (ids.size() > 1) {
            String candidates = String.join(", ", ids.subList(0, Math.min(NAMED, ids.size())));
            throw new ShakerException(ErrorCode.ID_AMBIGUOUS, word(kind) + " id '" + given + "' is the beginning of "
                    + candidates + (ids.size() > NAMED ? " and more" : "") + ": give more of it").with("id", given)
                    .with("candidates", candidates);
        }
        return found.getFirst();
    }

    private static ShakerException unknown(Kind kind, @Nullable SpaceName space, String given) {
        ErrorCode code = switch (kind) {
            case ADAPTER -> ErrorCode.ADAPTER_UNKNOWN;
            case MIXTURE -> ErrorCode.MIXTURE_UNKNOWN;
            case EVALUATION -> ErrorCode.EVALUATION_UNKNOWN;
            case SWEEP -> ErrorCode.SWEEP_UNKNOWN;
            case SEARCH -> ErrorCode.SEARCH_UNKNOWN;
        };
        String shortened = given.length() < SHORTEST
                ? " (an id may be shortened to its first " + SHORTEST + " characters, not to fewer)"
                : "";
        return new ShakerException(code, word(kind) + " '" + given + "' is unknown"
                + (space == null ? "" : " in space '" + space + "'") + shortened + "; GET /api/v1/spaces/"
                + (space == null ? "{space}" : space) + "/" + list(kind) + " lists those there are")
                .with(word(kind), given);
    }

    private static String list(Kind kind) {
        return word(kind) + (kind == Kind.SEARCH ? "es" : "s");
    }

    private static String word(Kind kind) {
        return dev.shaker.error.Wire.name(kind);
    }
}
