package dev.shaker.web.api;

import java.math.BigDecimal;

import dev.shaker.adapter.AdapterCatalog;
import dev.shaker.adapter.Space;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/** What more than one resource asks of its path and its query. */
final class Lookup {
    private static final int MAX_ROWS = 1000;

    private Lookup() {
    }

    static Space space(AdapterCatalog catalog, String name) {
        return catalog.space(name)
                .orElseThrow(() -> new ShakerException(ErrorCode.SPACE_UNKNOWN,
                        "space '" + name + "' is unknown; GET /api/v1/spaces lists those there are").with("space",
                                name));
    }

    /** A decimal number. */
    static BigDecimal decimal(String text, String field) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID, field + " is '" + text + "'; give a number", e)
                    .with("field", field);
        }
    }

    /** A number of rows between 1 and 1000. */
    static int limit(String text) {
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MAX_ROWS) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new ShakerException(ErrorCode.REQUEST_INVALID,
                "limit is '" + text + "'; give a number from 1 to " + MAX_ROWS).with("field", "limit");
    }
}
