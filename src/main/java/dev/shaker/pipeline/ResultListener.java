package dev.shaker.pipeline;

import dev.shaker.event.Envelope;

/** Port: told of every result event as it arrives, on every gateway. */
public interface ResultListener {
    void onEvent(Envelope<?> event);
}
