package dev.shaker.db.matrix;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;

import dev.shaker.identity.SpaceName;

/** Whether anything of a space has changed since it was read. */
@ApplicationScoped
public class SpaceRevisions {
    private final EntityManager entities;

    SpaceRevisions(EntityManager entities) {
        this.entities = entities;
    }

    /**
     * To be asked before what is remembered under it is read: that may then be newer than its revision says, never older.
     *
     * @return -1 for a space that there is not
     */
    @Transactional
    public long of(SpaceName space) {
        List<?> found = entities.createNativeQuery("select revision from space where name = ?1", Long.class)
                .setParameter(1, space.name()).getResultList();
        return found.isEmpty() ? -1 : (Long) found.getFirst();
    }

    /** Something of the space changes in this transaction; whoever changes the space, too, waits for its end. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void raise(SpaceName space) {
        entities.createNativeQuery("update space set revision = nextval('space_revision') where name = ?1")
                .setParameter(1, space.name()).executeUpdate();
    }
}
