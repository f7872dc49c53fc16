package dev.shaker.listing;

import org.jspecify.annotations.Nullable;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/**
 * A page of a list.
 *
 * @param limit at most so many items, 1 to {@value #MOST}
 * @param after where the page before it ended, null for the first page
 */
public record PageRequest(int limit, @Nullable Position after) {
    public static final int DEFAULT = 100;
    public static final int MOST = 1000;

    public PageRequest {
        if (limit < 1 || limit > MOST) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID,
                    "limit is '" + limit + "'; give a number from 1 to " + MOST).with("field", "limit");
        }
    }

    public static PageRequest first(int limit) {
        return new PageRequest(limit, null);
    }

    /** How many rows to read: one more than the page has, to know whether it is the last. */
    public int rows() {
        return limit + 1;
    }
}
