-- Running sums of the rows of the matrix, by the number of positions compared (in basis update that may differ from pair to
-- pair): the mean of a row is a sum of conflicts / total over these few rows, and no matrix is ever read for it.
create table fsd_sum (
    registration bigint not null references adapter (registration),
    basis text not null,
    total bigint not null,
    comparable integer not null,
    conflicts bigint not null,
    both_non_zero bigint not null,
    primary key (registration, basis, total)
) with (fillfactor = 70);

insert into fsd_sum (registration, basis, total, comparable, conflicts, both_non_zero)
select mine, basis, total, count(*), sum(conflicts), sum(both_non_zero)
from (
    select row.registration as one, cell.other as two, row.basis, cell.conflicts, cell.both_non_zero, cell.total
    from fsd_row row
    cross join lateral unnest(row.others, row.conflicts, row.both_non_zero, row.totals)
        as cell (other, conflicts, both_non_zero, total)
    join adapter a on a.registration = row.registration and a.status = 'REGISTERED'
    join adapter b on b.registration = cell.other and b.status = 'REGISTERED'
) pair
cross join lateral (values (one), (two)) as side (mine)
group by mine, basis, total;

create index evaluation_alone on evaluation (alone_id) where alone_id is not null;
