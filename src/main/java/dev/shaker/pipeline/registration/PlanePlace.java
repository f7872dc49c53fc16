package dev.shaker.pipeline.registration;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the sign planes of an adapter are: an object of their own, or a part of one that holds those of many adapters, as
 * {@code s3://bucket/key#offset+length}.
 *
 * @param length -1 for the whole object
 */
record PlanePlace(String object, long offset, long length) {
    private static final long WHOLE = -1;
    private static final Pattern PART = Pattern.compile("(.+)#([0-9]{1,18})\\+([0-9]{1,18})");

    static PlanePlace of(String location) {
        Matcher part = PART.matcher(location);
        return part.matches()
                ? new PlanePlace(part.group(1), Long.parseLong(part.group(2)), Long.parseLong(part.group(3)))
                : new PlanePlace(location, 0, WHOLE);
    }

    boolean whole() {
        return length == WHOLE;
    }

    long end() {
        return offset + length;
    }

    String location() {
        return whole() ? object : object + "#" + offset + "+" + length;
    }
}
