package dev.shaker.error;

/** What lies behind a failure that was wrapped on its way. */
public final class Causes {
    private Causes() {
    }

    /** The innermost cause as a message puts it: its kind, and what it says where it says something. */
    public static String innermost(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null
                ? root.getClass().getSimpleName()
                : root.getClass().getSimpleName() + ": " + root.getMessage();
    }
}
