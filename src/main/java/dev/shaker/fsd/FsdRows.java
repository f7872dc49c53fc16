package dev.shaker.fsd;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjIntConsumer;

/**
 * The whole matrix of a view, row after row, in memory that does not grow with it: every pass over the pairs fills a block of
 * rows, as many as fit. A matrix that fits is one pass.
 */
public final class FsdRows {
    /** Cells of a block, of 16 bytes each. */
    private static final int CELLS = 2 << 20;

    private final FsdView view;
    private final int block;

    public FsdRows(FsdView view) {
        this(view, CELLS);
    }

    FsdRows(FsdView view, int cells) {
        this.view = view;
        this.block = Math.max(1, cells / Math.max(1, view.size()));
    }

    /** Tells each row with its index, in the order of the entries. */
    public void forEach(ObjIntConsumer<FsdRow> each) {
        for (int from = 0; from < view.size(); from += block) {
            List<FsdRow> rows = read(from, Math.min(block, view.size() - from));
            for (int i = 0; i < rows.size(); i++) {
                each.accept(rows.get(i), from + i);
            }
        }
    }

    private List<FsdRow> read(int from, int count) {
        List<FsdRow> rows = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            rows.add(new FsdRow(view.size()));
        }
        view.pairs((i, j, conflicts, total) -> {
            if (i >= from && i < from + count) {
                rows.get(i - from).set(j, conflicts, total);
            }
            if (j >= from && j < from + count) {
                rows.get(j - from).set(i, conflicts, total);
            }
        });
        return rows;
    }
}
