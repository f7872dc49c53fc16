package dev.shaker.db;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;

/**
 * The one way to a row that is going to be changed: lock, then read. An entity that is in the persistence context already keeps
 * the values it was read with when it is only locked, and would write those back over what another transaction has committed.
 */
@ApplicationScoped
public class LockedRows {
    private final EntityManager entities;

    LockedRows(EntityManager entities) {
        this.entities = entities;
    }

    /** The row as it stands once nobody else can change it, until the transaction ends. */
    @Transactional(Transactional.TxType.MANDATORY)
    public <E> Optional<E> find(Class<E> entity, Object id) {
        // What this transaction itself has changed must not be lost by reading again.
        entities.flush();
        E row = entities.find(entity, id, LockModeType.PESSIMISTIC_WRITE);
        if (row != null) {
            entities.refresh(row);
        }
        return Optional.ofNullable(row);
    }

    /**
     * The row as {@link #find} has it, or none that nobody else can make meanwhile: of two transactions that would make it the
     * second waits for the first, and then finds its row.
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public <E> Optional<E> claim(Class<E> entity, String id) {
        entities.createNativeQuery("select cast(pg_advisory_xact_lock(hashtextextended(:key, 0)) as text)",
                String.class)
                .setParameter("key", entity.getSimpleName() + " " + id).getResultList();
        return find(entity, id);
    }
}
