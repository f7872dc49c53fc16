package dev.shaker.event;

/** Names of CloudEvents 1.0 on Kafka. */
public final class CloudEvents {
    public static final String VERSION = "1.0";
    public static final String CONTENT_TYPE = "content-type";
    public static final String JSON = "application/json";
    public static final String STRUCTURED_JSON = "application/cloudevents+json";
    /** What stands before an attribute's name in binary mode. */
    public static final String PREFIX = "ce_";

    static final String SPECVERSION = "specversion";
    static final String ID = "id";
    static final String SOURCE = "source";
    static final String TYPE = "type";
    static final String TIME = "time";
    static final String SUBJECT = "subject";
    static final String DATA_CONTENT_TYPE = "datacontenttype";
    static final String DATA = "data";

    private CloudEvents() {
    }
}
