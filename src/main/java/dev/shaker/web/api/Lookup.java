package dev.shaker.web.api;

import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

import dev.shaker.adapter.AdapterCatalog;
import dev.shaker.adapter.Space;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/** What more than one resource asks of its path and its query. */
final class Lookup {
    private static final int MAX_SIZE = 1000;

    private Lookup() {
    }

    static Space space(AdapterCatalog catalog, String name) {
        return catalog.space(name)
                .orElseThrow(() -> new ShakerException(ErrorCode.SPACE_UNKNOWN,
                        "space '" + name + "' is unknown; GET /api/v1/spaces lists those there are").with("space",
                                name));
    }

    /** The path of something in a space. */
    static String path(String space, String noun, String id) {
        return "/api/v1/spaces/" + encoded(space) + "/" + noun + "/" + encoded(id);
    }

    static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
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

    /** A number of adapters between 1 and 1000. */
    static int size(String text) {
        try {
            int size = Integer.parseInt(text);
            if (size >= 1 && size <= MAX_SIZE) {
                return size;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new ShakerException(ErrorCode.REQUEST_INVALID,
                "size is '" + text + "'; give a number from 1 to " + MAX_SIZE).with("field", "size");
    }
}
