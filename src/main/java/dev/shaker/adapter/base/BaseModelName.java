package dev.shaker.adapter.base;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of base models as training runs write them down: a hub's name, a directory, a path into a cache, a quantised copy. Two
 * names mean one model where nothing but the place, the case or the copy's number format differs.
 */
public final class BaseModelName {
    private static final Pattern CACHED = Pattern.compile("models--(.+?)/snapshots/[^/]+(?:/.*)?$");
    /** {@code /kaggle/input/<model>/<framework>/<variation>/<version>}. */
    private static final Pattern KAGGLE = Pattern.compile("/kaggle/input/(?:models/)?([^/]+)(?:/.*)?$");
    private static final Pattern COPY = Pattern
            .compile("-(?:unsloth-)?(?:bnb-)?(?:[48]bit|nf4|int[48]|fp8|gptq(?:-int[48])?|awq(?:-int4)?)$");

    private BaseModelName() {
    }

    /** The name without the place where the model lay: {@code acme/tiny-bert} of a path into a hub's cache. */
    public static String readable(String name) {
        String path = name.strip().replace('\\', '/');
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        path = path.substring(0, end);
        Matcher cached = CACHED.matcher(path);
        if (cached.find()) {
            return cached.group(1).replace("--", "/");
        }
        Matcher kaggle = KAGGLE.matcher(path);
        return kaggle.find() ? kaggle.group(1) : path;
    }

    /** Whether two names may be told of one model; an empty name may be told of any. */
    public static boolean agree(String one, String other) {
        return one.isBlank() || other.isBlank() || key(one).equals(key(other));
    }

    /** A name with the revision that was declared; {@code main} is none. */
    public static String at(String name, String revision) {
        return revision.isBlank() || revision.equals("main") || revisionAt(name) >= 0 ? name : name + "@" + revision;
    }

    /**
     * Whether two names of one model may stand for weights that differ: of another revision, or of a quantised copy and the model
     * itself.
     */
    public static boolean mayDiffer(String one, String other) {
        return !one.isBlank() && !other.isBlank()
                && !(copy(one).equals(copy(other)) && revision(one).equals(revision(other)));
    }

    /** What all names of one model have in common. */
    public static String key(String name) {
        String last = last(name);
        Matcher copy = COPY.matcher(last);
        return copy.find() ? last.substring(0, copy.start()) : last;
    }

    private static String copy(String name) {
        Matcher copy = COPY.matcher(last(name));
        return copy.find() ? copy.group() : "";
    }

    private static String revision(String name) {
        int at = revisionAt(name);
        return at < 0 ? "" : name.substring(at + 1);
    }

    /** The place of the sign before a revision, or -1; a directory may have one in its name. */
    private static int revisionAt(String name) {
        int at = name.lastIndexOf('@');
        return at > Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) ? at : -1;
    }

    private static String last(String name) {
        int at = revisionAt(name);
        String readable = readable(at < 0 ? name : name.substring(0, at)).toLowerCase(Locale.ROOT);
        return readable.substring(readable.lastIndexOf('/') + 1);
    }
}
