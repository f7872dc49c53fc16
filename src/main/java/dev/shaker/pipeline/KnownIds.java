package dev.shaker.pipeline;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.shaker.identity.SpaceName;

/** Port to the ids that there are, for whoever has only the beginning of one. */
public interface KnownIds {
    /** Whose ids. */
    enum Kind {
        ADAPTER, MIXTURE, EVALUATION, SWEEP, SEARCH
    }

    /** An id and a space where it stands. */
    record Known(SpaceName space, String id) {}

    /**
     * Ids that begin with some characters, sorted; only the one where an id is exactly these characters.
     *
     * @param space null for all spaces
     * @return at most {@code limit}
     */
    List<Known> beginning(Kind kind, @Nullable SpaceName space, String characters, int limit);
}
