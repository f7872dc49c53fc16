-- The matrix as numbers at fixed places. A domain keeps one slot in its space, and a row holds for each slot the counts against
-- the adapter that was current there when the row was counted. So one row is one read, and one cell of another row is a
-- slice of some bytes: nobody reads a matrix to see a row of it. Counts of layers are counted anew from the sign planes by who
-- asks for them.
alter table space add column slots integer not null default 0;
alter table adapter add column slot integer;

update adapter a set slot = s.slot
from (select space, domain, row_number() over (partition by space order by min(registration)) - 1 as slot
      from adapter group by space, domain) s
where a.space = s.space and a.domain = s.domain;

alter table adapter alter column slot set not null;

update space s set slots = coalesce((select max(a.slot) + 1 from adapter a where a.space = s.name), 0);

alter table fsd_row rename to fsd_row_before;
alter table fsd_row_before rename constraint fsd_row_pkey to fsd_row_before_pkey;

create table fsd_row (
    registration bigint not null references adapter (registration),
    basis text not null,
    -- bytes of one count
    width smallint not null,
    -- positions compared, where that is the same for all pairs of the row
    total bigint not null,
    -- big-endian numbers by slot, all bits set where nothing was compared
    conflicts bytea not null,
    both_non_zero bytea not null,
    -- eight bytes a slot, where they are not the same for all
    totals bytea,
    primary key (registration, basis)
);

-- Uncompressed, so that a slice is read without the rest.
alter table fsd_row alter column conflicts set storage external;
alter table fsd_row alter column both_non_zero set storage external;
alter table fsd_row alter column totals set storage external;

insert into fsd_row (registration, basis, width, total, conflicts, both_non_zero, totals)
select r.registration, r.basis, 8,
    case when cells.different = 1 then cells.one else 0 end,
    coalesce(cells.conflicts, ''), coalesce(cells.both_non_zero, ''),
    case when cells.different > 1 then cells.totals end
from fsd_row_before r
cross join lateral (
    select count(distinct c.total) as different, max(c.total) as one,
        string_agg(int8send(coalesce(c.conflicts, -1)), ''::bytea order by n.slot) as conflicts,
        string_agg(int8send(coalesce(c.both_non_zero, -1)), ''::bytea order by n.slot) as both_non_zero,
        string_agg(int8send(coalesce(c.total, -1)), ''::bytea order by n.slot) as totals
    from generate_series(0, (select max(o.slot) from adapter o where o.registration = any (r.others))) n (slot)
    left join (
        select o.slot, cell.conflicts, cell.both_non_zero, cell.total
        from unnest(r.others, r.conflicts, r.both_non_zero, r.totals) as cell (other, conflicts, both_non_zero, total)
        join adapter o on o.registration = cell.other) c on c.slot = n.slot
) cells;

drop table fsd_row_before;
