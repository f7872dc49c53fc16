package dev.shaker.web.stream;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import dev.shaker.event.Envelope;
import dev.shaker.event.EventData;
import dev.shaker.event.Json;
import dev.shaker.event.SweepProgressed;
import dev.shaker.pipeline.ResultListener;

/** Hands result events to whoever listens, and keeps the last of them for those who come back. */
@ApplicationScoped
public class EventHub implements ResultListener {
    private static final int KEPT = 2000;
    /** Characters, which are bytes in memory as long as they are Latin. */
    private static final long KEPT_LENGTH = 16 << 20;

    private final Deque<Told> kept = new ArrayDeque<>();
    private long keptLength;
    private final Set<Consumer<Told>> listeners = new LinkedHashSet<>();

    /**
     * An event as listeners get it.
     *
     * @param name short name of its type
     * @param json its data on one line
     */
    record Told(String id, String name, String space, String json) {
        private int length() {
            return json.length();
        }
    }

    @Override
    public void onEvent(Envelope<?> event) {
        // The results of a shard are thousands of numbers, and nobody who watches wants them.
        EventData data = event.data() instanceof SweepProgressed progress ? progress.withoutResults() : event.data();
        String json = new String(Json.bytes(data), StandardCharsets.UTF_8);
        tell(new Told(event.id(), event.type().shortName(), event.data().key(), json));
    }

    private synchronized void tell(Told event) {
        kept.addLast(event);
        keptLength += event.length();
        while (kept.size() > KEPT || keptLength > KEPT_LENGTH) {
            keptLength -= kept.removeFirst().length();
        }
        for (Consumer<Told> listener : List.copyOf(listeners)) {
            listener.accept(event);
        }
    }

    /**
     * Adds a listener, first telling it what it missed.
     *
     * @param lastId the last event it saw, null for a new one
     * @return false where that event is no longer kept: the listener has missed something
     */
    synchronized boolean listen(@Nullable String lastId, Consumer<Told> listener) {
        List<Told> missed = new ArrayList<>();
        boolean found = lastId == null;
        if (lastId != null) {
            for (Told event : kept) {
                if (found) {
                    missed.add(event);
                }
                found |= event.id().equals(lastId);
            }
        }
        missed.forEach(listener);
        listeners.add(listener);
        return found;
    }

    synchronized void leave(Consumer<Told> listener) {
        listeners.remove(listener);
    }

    public synchronized int listeners() {
        return listeners.size();
    }
}
