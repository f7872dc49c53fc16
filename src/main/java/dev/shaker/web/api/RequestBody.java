package dev.shaker.web.api;

import java.io.IOException;
import java.io.InputStream;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.event.Json;

/** Bodies that are JSON: bounded, whatever the client sends. */
final class RequestBody {
    private RequestBody() {
    }

    static byte[] bytes(InputStream body) {
        byte[] bytes;
        try {
            bytes = body.readNBytes(Json.MAX_BYTES + 1);
        } catch (IOException e) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID, "the body ends early; send the request again", e);
        }
        if (bytes.length > Json.MAX_BYTES) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID, "the body is larger than " + Json.MAX_BYTES
                    + " bytes; events hold pointers, files go to /api/v1/uploads");
        }
        return bytes;
    }
}
