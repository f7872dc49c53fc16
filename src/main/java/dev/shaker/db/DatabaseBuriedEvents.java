package dev.shaker.db;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;

import io.quarkus.narayana.jta.QuarkusTransaction;

import dev.shaker.pipeline.BuriedEvents;

/** A row for each event that no topic takes. */
@ApplicationScoped
class DatabaseBuriedEvents implements BuriedEvents {
    private final EntityManager entities;
    private final LockedRows rows;
    private final Clock clock;

    DatabaseBuriedEvents(EntityManager entities, LockedRows rows, Clock clock) {
        this.entities = entities;
        this.rows = rows;
        this.clock = clock;
    }

    @Override
    public void bury(Buried event) {
        QuarkusTransaction.requiringNew().run(() -> BuriedEventEntity.keep(event, clock.instant()));
    }

    @Override
    public int putBack(String topic, Sender sender) {
        List<Long> ids = QuarkusTransaction.requiringNew()
                .call(() -> entities
                        .createQuery("select id from BuriedEventEntity where topic = :topic order by id", Long.class)
                        .setParameter("topic", topic).getResultList());
        int sent = 0;
        for (long id : ids) {
            sent += QuarkusTransaction.requiringNew().call(() -> putBack(id, sender)) ? 1 : 0;
        }
        return sent;
    }

    private boolean putBack(long id, Sender sender) {
        Optional<BuriedEventEntity> row = rows.find(BuriedEventEntity.class, id);
        if (row.isEmpty() || !sender.send(id, row.get().event())) {
            return false;
        }
        row.get().delete();
        return true;
    }

    @Override
    public SortedMap<String, Long> waiting() {
        return QuarkusTransaction.requiringNew().call(() -> {
            SortedMap<String, Long> waiting = new TreeMap<>();
            entities.createQuery("select topic, count(*) from BuriedEventEntity group by topic", Object[].class)
                    .getResultList().forEach(row -> waiting.put((String) row[0], (Long) row[1]));
            return waiting;
        });
    }
}
