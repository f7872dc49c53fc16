package dev.shaker.db;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.event.Json;

/** Requests are known by their ids, and an id stands for one request. */
public final class Requests {
    private Requests() {
    }

    /** As trees: maps have no order, and their text another one in each process. */
    static boolean same(String known, String given) {
        return Json.tree(known).equals(Json.tree(given));
    }

    /** @throws ShakerException {@code REQUEST_CONFLICT} where the two requests are not the same */
    public static void checkSame(String kind, String id, String known, String given) {
        if (!same(known, given)) {
            throw new ShakerException(ErrorCode.REQUEST_CONFLICT, kind + " request '" + id
                    + "' was made before and asked for something else; give the new request another id")
                    .with("requestId", id);
        }
    }
}
