-- What a sweep's results rest on is kept with them: the counts of its members when it was planned, for each pair i < j of
-- member_domains in that order conflicts, both-non-zero and total, -1 where the two cannot be compared. Null for sweeps planned before.
alter table sweep add column fsd bigint[];
-- Members that were wanted and cannot be opened, as JSON: domain, code, message.
alter table sweep add column left_out text not null default '[]';
-- Shards that cannot be evaluated; the others go on. A shard that is failed counts as neither planned nor done.
alter table sweep add column shards_failed integer not null default 0;
alter table sweep_shard add column failure text;
