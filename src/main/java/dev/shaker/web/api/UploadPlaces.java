package dev.shaker.web.api;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

import jakarta.inject.Singleton;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.web.WebSettings;

/** A gateway's places for files that come up: a client that sends slowly takes one, and never all of the memory. */
@Singleton
final class UploadPlaces {
    private final Semaphore free;
    private final int all;

    UploadPlaces(WebSettings settings) {
        this.all = Math.max(1, settings.uploads());
        this.free = new Semaphore(all);
    }

    /** @throws ShakerException {@code GATEWAY_BUSY} where every place is taken; nothing is read then */
    <T> T with(Supplier<T> upload) {
        if (!free.tryAcquire()) {
            throw new ShakerException(ErrorCode.GATEWAY_BUSY, all
                    + " files come up already, as many as shaker.web.uploads allows; send this one again in a moment");
        }
        try {
            return upload.get();
        } finally {
            free.release();
        }
    }
}
