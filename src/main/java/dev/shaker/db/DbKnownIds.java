package dev.shaker.db;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import jakarta.transaction.Transactional;

import org.jspecify.annotations.Nullable;

import dev.shaker.identity.SpaceName;
import dev.shaker.pipeline.KnownIds;

/** Ids are compared byte by byte, as the indexes of migration 75 do: in other collations a beginning is no range. */
@ApplicationScoped
class DbKnownIds implements KnownIds {
    /** Behind every text that begins alike. */
    private static final String LAST = Character.toString(Character.MAX_CODE_POINT);

    private final EntityManager entities;

    DbKnownIds(EntityManager entities) {
        this.entities = entities;
    }

    @Override
    @Transactional
    public List<Known> beginning(Kind kind, @Nullable SpaceName space, String characters, int limit) {
        List<Known> exact = find(kind, space, characters, characters, limit);
        return exact.isEmpty() ? find(kind, space, characters, characters + LAST, limit) : exact;
    }

    @SuppressWarnings("unchecked")
    private List<Known> find(Kind kind, @Nullable SpaceName space, String from, String to, int limit) {
        String column = switch (kind) {
            case ADAPTER -> "adapter.adapter_id";
            case MIXTURE -> "mixture.mixture_id";
            case EVALUATION -> "evaluation.id";
            case SWEEP -> "sweep.id";
            case SEARCH -> "guided_search.id";
        };
        String table = column.substring(0, column.indexOf('.'));
        Query query = entities.createNativeQuery("select distinct " + column + " collate \"C\" as id, space from "
                + table + " where " + column + " collate \"C\" between :from and :to"
                + (space == null ? "" : " and space = :space") + " order by 1, 2 limit :limit", Object[].class)
                .setParameter("from", from).setParameter("to", to).setParameter("limit", limit);
        if (space != null) {
            query.setParameter("space", space.name());
        }
        return ((List<Object[]>) query.getResultList()).stream()
                .map(row -> new Known(new SpaceName((String) row[1]), (String) row[0])).toList();
    }
}
