package dev.shaker.db.forecast;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;

import dev.shaker.evaluation.sweep.SweepTable;
import dev.shaker.identity.AdapterId;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.SpaceName;
import dev.shaker.mixture.MixtureView.Member;
import dev.shaker.pipeline.mixture.PastMeasurements;

@ApplicationScoped
class DbPastMeasurements implements PastMeasurements {
    private final EntityManager entities;

    DbPastMeasurements(EntityManager entities) {
        this.entities = entities;
    }

    @Override
    @Transactional
    @SuppressWarnings("unchecked")
    public List<OfMixture> mixtures(SpaceName space, int most) {
        List<Object[]> rows = entities.createNativeQuery("""
                select m.request, m.member_domains, m.member_adapters, e.domain, a.correct, e.correct, e.total
                from evaluation e
                join evaluation a on a.id = e.alone_id and a.status = 'COMPLETED' and a.total = e.total
                join lateral (select request, member_domains, member_adapters from mixture
                    where mixture_id = e.mixture_id and space = e.space and sparsity = 0
                    order by requested_at desc limit 1) m on true
                where e.space = :space and e.status = 'COMPLETED' and e.attack is null and e.total > 0
                order by e.finished_at desc, e.id""", Object[].class).setParameter("space", space.name())
                .setMaxResults(most).getResultList();
        return rows.stream().map(row -> new OfMixture((String) row[0], members(row[1], row[2]),
                new DomainName((String) row[3]), number(row[4]), number(row[5]), number(row[6]))).toList();
    }

    @Override
    @Transactional
    @SuppressWarnings("unchecked")
    public List<OfSweep> sweeps(SpaceName space, int most, int mostOfDomain) {
        List<Object[]> rows = entities.createNativeQuery("""
                select s.id, s.member_domains, s.member_adapters, r.subset, r.domain, r.correct, r.total
                from (select id, member_domains, member_adapters, requested_at from sweep where space = :space
                    order by requested_at desc, id limit :most) s
                join lateral (select subset, domain, correct, total from (
                        select *, row_number() over (partition by domain
                            order by bit_count(cast(subset as bit(64))) > 1, hashint8(subset)) as place
                        from sweep_result where sweep = s.id and sparsity = 0 and total > 0) ranked
                    where place <= :each) r on true
                order by s.requested_at desc, s.id, r.domain, r.subset""", Object[].class)
                .setParameter("space", space.name()).setParameter("most", most)
                .setParameter("each", mostOfDomain + 1).getResultList();
        Map<String, List<Member>> members = new LinkedHashMap<>();
        Map<String, List<SweepTable.Score>> scores = new LinkedHashMap<>();
        for (Object[] row : rows) {
            String sweep = (String) row[0];
            members.computeIfAbsent(sweep, _ -> members(row[1], row[2]));
            scores.computeIfAbsent(sweep, _ -> new ArrayList<>()).add(new SweepTable.Score(
                    ((Number) row[3]).longValue(), number(row[4]), number(row[5]), number(row[6])));
        }
        List<OfSweep> sweeps = new ArrayList<>();
        scores.forEach((sweep, of) -> sweeps.add(new OfSweep(members.getOrDefault(sweep, List.of()), of)));
        return sweeps;
    }

    private static List<Member> members(Object domains, Object adapters) {
        String[] names = (String[]) domains;
        String[] ids = (String[]) adapters;
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            members.add(new Member(new DomainName(names[i]), new AdapterId(ids[i])));
        }
        return members;
    }

    private static int number(Object value) {
        return ((Number) value).intValue();
    }
}
