package dev.shaker.db;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import dev.shaker.adapter.AdapterStatus;
import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.fsd.FsdCatalog;
import dev.shaker.fsd.FsdMatrix;
import dev.shaker.fsd.PairConflicts;

@ApplicationScoped
class DbFsdCatalog implements FsdCatalog {
    @Override
    @Transactional
    public FsdMatrix matrix(String space, Basis basis) {
        return build(current(space), basis, Optional.empty());
    }

    @Override
    @Transactional
    public FsdMatrix layered(String space, Collection<String> domains, Basis basis) {
        Set<String> wanted = new HashSet<>(domains);
        List<AdapterEntity> adapters = current(space).stream().filter(row -> wanted.contains(row.domain)).toList();
        return build(adapters, basis, SpaceEntity.<SpaceEntity>findByIdOptional(space).map(row -> row.layers));
    }

    private static List<AdapterEntity> current(String space) {
        return AdapterEntity.list("space = ?1 and status = ?2 order by domain", space, AdapterStatus.REGISTERED);
    }

    /** @param layers the space's own; where given, the counts of every layer are read too */
    private static FsdMatrix build(List<AdapterEntity> adapters, Basis basis, Optional<String[]> layers) {
        Map<Long, String> domains = new HashMap<>();
        FsdMatrix.Builder builder = FsdMatrix.builder();
        for (AdapterEntity adapter : adapters) {
            domains.put(adapter.registration, adapter.domain);
            builder.add(adapter.domain, adapter.adapterId);
        }
        if (domains.isEmpty()) {
            return builder.build();
        }
        List<FsdRowEntity> rows = FsdRowEntity.list("registration in ?1 and basis = ?2", domains.keySet(),
                basis.wire());
        for (FsdRowEntity row : rows) {
            String domain = domains.get(row.registration);
            Optional<String[]> counted = layers.map(own -> row.layers == null ? own : row.layers);
            for (int i = 0; i < row.others.length; i++) {
                String other = domains.get(row.others[i]);
                if (domain != null && other != null) {
                    builder.pair(domain, other, cell(row, i, counted));
                }
            }
        }
        return builder.build();
    }

    private static PairConflicts cell(FsdRowEntity row, int position, Optional<String[]> layers) {
        return layers.map(names -> LayerCounts.decode(row.layerCounts, position, names)).orElseGet(
                () -> PairConflicts.sums(row.conflicts[position], row.bothNonZero[position], row.totals[position]));
    }
}
