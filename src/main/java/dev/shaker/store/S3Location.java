package dev.shaker.store;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/**
 * A place in the store.
 *
 * @param bucket name of the bucket
 * @param key key of an object, or a prefix; empty for the whole bucket
 */
public record S3Location(String bucket, String key) {
    private static final String SCHEME = "s3://";
    private static final int MAX_KEY_BYTES = 1024;
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

    public S3Location {
        String text = SCHEME + bucket + "/" + key;
        if (!BUCKET.matcher(bucket).matches() || bucket.contains("..")) {
            throw invalid(text, "'" + bucket + "' is no name of a bucket");
        }
        if (key.getBytes(StandardCharsets.UTF_8).length > MAX_KEY_BYTES) {
            throw invalid(text, "the key is longer than " + MAX_KEY_BYTES + " bytes");
        }
        checkSegments(text, key);
    }

    /**
     * Reads {@code s3://bucket/key}; text without a scheme is a key of {@code ownBucket}.
     *
     * @throws ShakerException {@code LOCATION_INVALID}
     */
    public static S3Location parse(String text, String ownBucket) {
        if (text.startsWith(SCHEME)) {
            int slash = text.indexOf('/', SCHEME.length());
            return slash < 0
                    ? new S3Location(text.substring(SCHEME.length()), "")
                    : new S3Location(text.substring(SCHEME.length(), slash), text.substring(slash + 1));
        }
        if (text.contains("://") || text.startsWith("/") || text.isBlank()) {
            throw invalid(text, "it does not begin with s3://");
        }
        return new S3Location(ownBucket, text);
    }

    /** This place as a prefix: with a slash at its end. */
    public S3Location asPrefix() {
        return key.isEmpty() || key.endsWith("/") ? this : new S3Location(bucket, key + "/");
    }

    /** A file below this prefix. */
    public S3Location resolve(String file) {
        return new S3Location(bucket, asPrefix().key + file);
    }

    @Override
    public String toString() {
        return SCHEME + bucket + "/" + key;
    }

    private static void checkSegments(String text, String key) {
        String path = key.endsWith("/") ? key.substring(0, key.length() - 1) : key;
        if (path.isEmpty() && key.isEmpty()) {
            return;
        }
        for (String segment : path.split("/", -1)) {
            // Stores disagree about what these mean, and some follow them on a file system.
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                throw invalid(text, "a part of the key is empty, '.' or '..'");
            }
        }
        if (key.chars().anyMatch(Character::isISOControl)) {
            throw invalid(text, "the key holds a control character");
        }
    }

    private static ShakerException invalid(String text, String why) {
        return new ShakerException(ErrorCode.LOCATION_INVALID,
                "location '" + text + "': " + why + "; give it as s3://bucket/prefix/").with("location", text);
    }
}
