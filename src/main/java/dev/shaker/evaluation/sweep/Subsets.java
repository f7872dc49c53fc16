package dev.shaker.evaluation.sweep;

import java.util.ArrayList;
import java.util.List;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/**
 * Subsets of a sweep's members as bit masks: bit i stands for the i-th member. Those of one size are ordered by the mask's
 * value, so that two masks and a size say which subsets lie between them.
 */
public final class Subsets {
    /** A mask must survive as a JSON number, which is exact up to 2^53. */
    public static final int MOST_MEMBERS = 52;

    private Subsets() {
    }

    /** The mask of all members. */
    public static long all(int members) {
        if (members < 1 || members > MOST_MEMBERS) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID,
                    "a sweep takes 1 to " + MOST_MEMBERS + " members, not " + members);
        }
        return (1L << members) - 1;
    }

    /** Those of a mask, in their order. */
    public static <T> List<T> of(List<T> members, long mask) {
        List<T> some = new ArrayList<>(Long.bitCount(mask));
        for (int i = 0; i < members.size(); i++) {
            if ((mask >>> i & 1) != 0) {
                some.add(members.get(i));
            }
        }
        return some;
    }

    /** The smallest mask of a size. */
    public static long first(int size) {
        return (1L << size) - 1;
    }

    /** The largest mask of a size among so many members. */
    public static long last(int members, int size) {
        return first(size) << (members - size);
    }

    /** The next larger mask with as many bits (Gosper's hack). */
    public static long next(long mask) {
        long low = mask & -mask;
        long ripple = mask + low;
        return ripple | ((mask ^ ripple) >>> 2) / low;
    }

    /** n over size; at most 52 over 26, which a long holds. */
    public static long count(int members, int size) {
        if (size < 0 || size > members) {
            return 0;
        }
        long count = 1;
        for (int i = 1; i <= Math.min(size, members - size); i++) {
            count = count * (members - i + 1) / i;
        }
        return count;
    }

    /** How many subsets of a size hold at least one of the targets. */
    public static long countMeeting(int members, int targets, int size) {
        return count(members, size) - count(members - targets, size);
    }

    /** How many (subset, target) pairs there are of a size: each target is in (n-1 over size-1) subsets. */
    public static long pairs(int members, int targets, int size) {
        return targets * count(members - 1, size - 1);
    }
}
