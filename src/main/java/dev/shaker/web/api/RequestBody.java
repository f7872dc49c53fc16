package dev.shaker.web.api;

import java.io.IOException;
import java.io.InputStream;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/** Bodies that are JSON: bounded, whatever the client sends. */
public final class RequestBody {
    /** Enough for every request; a document of megabytes becomes a tree of many times its size. */
    private static final int MAX_BYTES = 256 << 10;
    /** A recipe names every layer that was pruned of every member. */
    private static final int MAX_RECIPE = 1 << 20;

    private RequestBody() {
    }

    /** @throws ShakerException {@code REQUEST_INVALID} where it is too large or ends early */
    public static byte[] bytes(InputStream body) {
        return bytes(body, MAX_BYTES);
    }

    static byte[] recipe(InputStream body) {
        return bytes(body, MAX_RECIPE);
    }

    private static byte[] bytes(InputStream body, int most) {
        byte[] bytes;
        try {
            bytes = body.readNBytes(most + 1);
        } catch (IOException e) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID, "the body ends early; send the request again", e);
        }
        if (bytes.length > most) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID, "the body is larger than " + most
                    + " bytes; events hold pointers, files go to /api/v1/uploads");
        }
        return bytes;
    }
}
