package dev.shaker.web.api;

import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

import dev.shaker.adapter.AdapterCatalog;
import dev.shaker.adapter.Space;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.SpaceName;

/** What more than one resource asks of its path and its query. */
public final class Lookup {
    private static final int MAX_SIZE = 1000;

    private Lookup() {
    }

    /** @throws ShakerException {@code SPACE_UNKNOWN} */
    public static Space space(AdapterCatalog catalog, String name) {
        return catalog.space(name(name)).orElseThrow(() -> unknownSpace(name));
    }

    /** The name of a space, of which nobody knows yet whether there is one: what is no name names none. */
    static SpaceName name(String name) {
        if (!SpaceName.isName(name)) {
            throw unknownSpace(name);
        }
        return new SpaceName(name);
    }

    private static ShakerException unknownSpace(String name) {
        return new ShakerException(ErrorCode.SPACE_UNKNOWN,
                "space '" + name + "' is unknown; GET /api/v1/spaces lists those there are").with("space", name);
    }

    /** A domain by the name that a path or a query gives it; whether it has an adapter shows later. */
    static DomainName domain(Space space, String name) {
        if (!DomainName.isName(name)) {
            throw unknownDomain(space, name);
        }
        return new DomainName(name);
    }

    static ShakerException unknownDomain(Space space, String name) {
        return new ShakerException(ErrorCode.DOMAIN_UNKNOWN,
                "space '" + space.name() + "' has no adapter for domain '" + name + "'")
                .with("space", space.name().name()).with("domain", name);
    }

    /** The path of something in a space. */
    public static String path(String space, String noun, String id) {
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
        return between("size", text, "a number", 1, MAX_SIZE);
    }

    /**
     * A whole number.
     *
     * @param what it is, as the message says it
     */
    public static int between(String field, String text, String what, int least, int most) {
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new ShakerException(ErrorCode.REQUEST_INVALID,
                field + " is '" + text + "'; give " + what + " from " + least + " to " + most).with("field", field);
    }
}
