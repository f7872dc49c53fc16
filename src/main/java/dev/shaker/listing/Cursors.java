package dev.shaker.listing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.Sha256;

/**
 * Positions as opaque texts for URLs. A cursor holds a check of the list it came from, so that one of another list, space or
 * filter, or one that was cut off, is refused and never gives a wrong page.
 */
public final class Cursors {
    private static final String FIELD = "cursor";
    private static final String SEPARATOR = "\u001f";
    private static final int CHECK = 6;

    private Cursors() {
    }

    /** @param list what the list is of: its name, its space, its filters */
    public static String write(String list, Position position) {
        String keys = String.join(SEPARATOR, position.keys());
        byte[] text = keys.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = Arrays.copyOf(check(list, keys), CHECK + text.length);
        System.arraycopy(text, 0, bytes, CHECK, text.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * @param cursor null for the first page
     * @throws ShakerException {@code CURSOR_INVALID} where it is none of that list
     */
    public static @Nullable Position read(String list, @Nullable String cursor) {
        if (cursor == null) {
            return null;
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(cursor);
        } catch (IllegalArgumentException e) {
            throw broken();
        }
        if (bytes.length < CHECK) {
            throw broken();
        }
        String keys = new String(bytes, CHECK, bytes.length - CHECK, StandardCharsets.UTF_8);
        if (!Arrays.equals(check(list, keys), 0, CHECK, bytes, 0, CHECK)) {
            throw broken();
        }
        return new Position(List.of(keys.split(SEPARATOR, -1)));
    }

    static ShakerException broken() {
        return new ShakerException(ErrorCode.CURSOR_INVALID,
                "cursor is none of this list: take 'next' of the page before"
                        + " as it is, with the same filters, or leave cursor out to begin with the first page")
                .with("field", FIELD);
    }

    private static byte[] check(String list, String keys) {
        String hex = Sha256.hex((list + SEPARATOR + SEPARATOR + keys).getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().parseHex(hex, 0, 2 * CHECK);
    }
}
