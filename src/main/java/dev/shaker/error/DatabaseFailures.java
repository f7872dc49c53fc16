package dev.shaker.error;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;

/** Which failures of the database are none of the work's own: the same again may succeed. */
public final class DatabaseFailures {
    /** Connection lost, resources exhausted, server going down or starting, deadlock and serialization victims. */
    private static final Set<String> TRANSIENT_CLASSES = Set.of("08", "53", "57", "58", "40");
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private DatabaseFailures() {
    }

    /** Whether a failure, or what caused it, is the database's and passes. */
    public static boolean isPassing(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause() == cause ? null : cause.getCause()) {
            if (cause instanceof SQLTransientException || cause instanceof SQLRecoverableException
                    || cause instanceof SQLException known && isPassing(known)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isPassing(SQLException failure) {
        String state = failure.getSQLState();
        if (state == null) {
            // The connection pool's own refusals carry no state, but the timeout that caused them.
            return failure.getMessage() != null && failure.getMessage().contains("cquisition timeout");
        }
        return state.equals(LOCK_NOT_AVAILABLE)
                || state.length() >= 2 && TRANSIENT_CLASSES.contains(state.substring(0, 2));
    }
}
