package dev.shaker.db.matrix;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;

import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.db.matrix.StoredRows.Place;
import dev.shaker.fsd.FsdMatrix;
import dev.shaker.fsd.PairConflicts;
import dev.shaker.identity.SpaceName;
import dev.shaker.pipeline.SpaceLedger.Entry;

/** What registration and withdrawal change of the matrix, inside their transaction: rows are added, sums follow. */
@ApplicationScoped
public class MatrixWriter {
    private final EntityManager entities;
    private final StoredRows rows;
    private final FsdSums sums;

    MatrixWriter(EntityManager entities, StoredRows rows, FsdSums sums) {
        this.entities = entities;
        this.rows = rows;
        this.sums = sums;
    }

    /** Adds a row, and its cells to the sums of both sides. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void add(long registration, Basis basis, List<Entry> row) {
        FsdCells cells = FsdCells.of(row);
        FsdRowEntity entity = new FsdRowEntity();
        entity.registration = registration;
        entity.basis = basis.wire();
        entity.width = (short) cells.width();
        entity.total = cells.total();
        entity.conflicts = cells.conflicts();
        entity.bothNonZero = cells.bothNonZero();
        entity.totals = cells.totals();
        FsdCells.least(row).ifPresent(least -> {
            entity.leastConflicts = least.conflicts();
            entity.leastTotal = least.total();
        });
        entity.sampling = cells.sampling();
        entity.persist();
        entities.flush();
        sums.add(registration, basis, row);
    }

    /**
     * An adapter is current no more: its counts leave the sums of the others. Its row stays.
     *
     * @param taken its counts against all other current adapters
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public void take(long registration, Map<Basis, List<Entry>> taken) {
        taken.forEach(sums::take);
        sums.forget(registration);
    }

    /** The same with the counts that are kept in rows: nothing is counted anew. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void take(SpaceName space, long registration, int slot) {
        List<Place> places = rows.places(space);
        for (Basis basis : Basis.values()) {
            Map<Long, PairConflicts> counts = rows.counts(registration, slot, places, basis);
            List<Entry> taken = new ArrayList<>(counts.size());
            for (Place other : places) {
                PairConflicts pair = counts.get(other.registration());
                if (pair != null) {
                    taken.add(new Entry(other.registration(), other.slot(), pair));
                }
            }
            sums.take(basis, taken);
        }
        sums.forget(registration);
    }
}
