package dev.shaker.db.matrix;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

import dev.shaker.fsd.PairConflicts;
import dev.shaker.fsd.Sampling;
import dev.shaker.pipeline.SpaceLedger.Entry;

/**
 * One row of the matrix as it is stored: big-endian counts at the slots of the domains, all bits set where nothing was
 * compared. Half the bytes suffice where an adapter has less than 2^31 positions.
 *
 * @param width bytes of one count, 4 or 8
 * @param total positions compared where they are the same for all pairs, 0 for a row without any
 * @param conflicts by slot
 * @param bothNonZero by slot, of no length where it was not read
 * @param totals eight bytes a slot where the totals differ
 * @param sampling twelve bytes a slot where pairs were sampled, or of no length where it was not read: standard error as four,
 *        positions as eight
 */
record FsdCells(int width, long total, byte[] conflicts, byte[] bothNonZero, byte @Nullable [] totals,
        byte @Nullable [] sampling) {
    static final long ABSENT = -1;
    static final int SAMPLING = Float.BYTES + Long.BYTES;
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    static FsdCells of(List<Entry> row) {
        long most = row.stream().mapToLong(entry -> entry.conflicts().total()).max().orElse(0);
        boolean same = row.stream().allMatch(entry -> entry.conflicts().total() == most);
        int width = most <= Integer.MAX_VALUE ? Integer.BYTES : Long.BYTES;
        int slots = row.stream().mapToInt(Entry::slot).max().orElse(-1) + 1;
        byte[] conflicts = absent(slots * width);
        byte[] bothNonZero = absent(slots * width);
        byte[] totals = absent(same ? 0 : slots * Long.BYTES);
        boolean sampled = row.stream().anyMatch(entry -> entry.conflicts().sampling().isPresent());
        ByteBuffer sampling = ByteBuffer.wrap(absent(sampled ? slots * SAMPLING : 0));
        for (Entry entry : row) {
            put(conflicts, entry.slot(), width, entry.conflicts().conflicts());
            put(bothNonZero, entry.slot(), width, entry.conflicts().bothNonZero());
            if (!same) {
                put(totals, entry.slot(), Long.BYTES, entry.conflicts().total());
            }
            entry.conflicts().sampling()
                    .ifPresent(of -> sampling.putFloat(entry.slot() * SAMPLING, (float) of.standardError())
                            .putLong(entry.slot() * SAMPLING + Float.BYTES, of.positions()));
        }
        return new FsdCells(width, same ? most : 0, conflicts, bothNonZero, same ? null : totals,
                sampled ? sampling.array() : null);
    }

    /** The pair of least FSD. */
    static Optional<PairConflicts> least(List<Entry> row) {
        return row.stream().map(Entry::conflicts)
                .min((a, b) -> PairConflicts.compare(a.conflicts(), a.total(), b.conflicts(), b.total()));
    }

    int slots() {
        return conflicts.length / width;
    }

    /** Conflicts with the adapter of a slot, {@link #ABSENT} where nothing was compared. */
    long conflicts(int slot) {
        return slot < slots() ? number(conflicts, slot, width) : ABSENT;
    }

    long bothNonZero(int slot) {
        return slot < slots() ? number(bothNonZero, slot, width) : ABSENT;
    }

    long total(int slot) {
        byte[] each = totals;
        if (each != null) {
            return slot < slots() ? number(each, slot, Long.BYTES) : ABSENT;
        }
        return conflicts(slot) == ABSENT ? ABSENT : total;
    }

    /** How far FSD may be off, empty where every position was compared, or it was not read. */
    Optional<Sampling> sampling(int slot) {
        byte[] each = sampling;
        if (each == null || each.length < (slot + 1) * SAMPLING) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.wrap(each, slot * SAMPLING, SAMPLING);
        float error = bytes.getFloat();
        long positions = bytes.getLong();
        return positions == ABSENT ? Optional.empty() : Optional.of(new Sampling(positions, error));
    }

    /** The counts at a slot where something was compared. */
    PairConflicts counts(int slot) {
        return new PairConflicts(conflicts(slot), bothNonZero(slot), total(slot), List.of(), sampling(slot));
    }

    /** The total of all pairs, empty where they differ. */
    OptionalLong uniformTotal() {
        return totals == null ? OptionalLong.of(total) : OptionalLong.empty();
    }

    private static long number(byte[] bytes, int place, int width) {
        return width == Integer.BYTES ? (int) INT.get(bytes, place * width) : (long) LONG.get(bytes, place * width);
    }

    private static void put(byte[] bytes, int place, int width, long number) {
        if (width == Integer.BYTES) {
            INT.set(bytes, place * width, Math.toIntExact(number));
        } else {
            LONG.set(bytes, place * width, number);
        }
    }

    private static byte[] absent(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) -1);
        return bytes;
    }
}
