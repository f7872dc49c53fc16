package dev.shaker.adapter;

/**
 * Names that begin with {@code encoder.layer.N.}, N of one to four digits. Taken apart by hand: every tensor of every opened
 * file comes through here, and compiling a regular expression's matcher takes a JVM tens of megabytes.
 */
public final class EncoderLayer {
    private static final String PREFIX = "encoder.layer.";
    private static final int DIGITS = 4;

    private EncoderLayer() {
    }

    /** N, or -1 for any other name. */
    public static int number(String name) {
        int end = end(name);
        if (end < 0) {
            return -1;
        }
        int number = 0;
        for (int i = PREFIX.length(); i < end; i++) {
            number = 10 * number + name.charAt(i) - '0';
        }
        return number;
    }

    /** What stands behind {@code encoder.layer.N.}, of a name that has a number. */
    public static String rest(String name) {
        return name.substring(end(name) + 1);
    }

    /** The place of the dot behind N, or -1. */
    private static int end(String name) {
        if (!name.startsWith(PREFIX)) {
            return -1;
        }
        int at = PREFIX.length();
        while (at < name.length() && name.charAt(at) >= '0' && name.charAt(at) <= '9') {
            at++;
        }
        int digits = at - PREFIX.length();
        return digits >= 1 && digits <= DIGITS && at < name.length() && name.charAt(at) == '.' ? at : -1;
    }
}
