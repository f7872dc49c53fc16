package dev.shaker.event;

/** A mixture request could not be served. */
public record MixtureFailed(String requestId, String space, Failure error) implements EventData {
    @Override
    public String key() {
        return space;
    }
}
