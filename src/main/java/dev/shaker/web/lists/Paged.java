package dev.shaker.web.lists;

import org.jspecify.annotations.Nullable;

/** What may have a page behind it: {@link NextPage} links it. */
public interface Paged extends Tabular {
    /** The cursor of the page behind it, null where this is the last. */
    @Nullable
    String next();
}
