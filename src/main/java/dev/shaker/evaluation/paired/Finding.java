package dev.shaker.evaluation.paired;

import java.util.Collection;

/** What a test of a limit shows: that it is held, that it is broken, or neither. */
public enum Finding {
    PASS, FAIL, INCONCLUSIVE;

    /**
     * Of several limits that must all be held: an intersection-union test. Each is tested at the whole level, and a wrong pass stays
     * within it all the same (Berger 1982). No limit at all shows nothing.
     */
    public static Finding all(Collection<Finding> findings) {
        if (findings.contains(FAIL)) {
            return FAIL;
        }
        return findings.isEmpty() || findings.contains(INCONCLUSIVE) ? INCONCLUSIVE : PASS;
    }
}
