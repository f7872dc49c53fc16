package dev.shaker.cli.common;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** How many adapters are mixed, {@code FROM-TO} or one number. */
public final class Sizes {
    private Sizes() {
    }

    /**
     * Puts {@code sizes {from, to}} into a request where the option was given.
     *
     * @param pattern with a group for the first number and one, which may be missing, for the last
     * @param example of a range
     * @throws CliException a mistake of usage
     */
    public static void put(ObjectNode request, @Nullable String given, Pattern pattern, String example) {
        if (given == null) {
            return;
        }
        Matcher range = pattern.matcher(given);
        if (!range.matches()) {
            throw CliException.usage("--sizes " + given + " is no range: it reads like " + example + ", or 5");
        }
        int from = Integer.parseInt(range.group(1));
        request.putObject("sizes").put("from", from).put("to",
                range.group(2) == null ? from : Integer.parseInt(range.group(2)));
    }
}
