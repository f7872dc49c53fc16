package dev.shaker.identity;

import java.util.regex.Pattern;

/** What spaces and domains may be called: the same pattern as in the schemas of the events, of the whole text. */
final class PlainName {
    private static final int LONGEST = 100;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    private PlainName() {
    }

    static boolean is(String text) {
        return text.length() <= LONGEST && NAME.matcher(text).matches();
    }

    static String refused(String what, String text) {
        return what + " '" + (text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text)
                + "' is no name: letters, digits, '.', '_' and '-', the first a letter or a digit, at most " + LONGEST;
    }
}
