-- The least pair of a row, at the time it was counted: a bound below every pair of it that is still there, so that who looks for
-- the least of a space reads the rows that may hold it, and no other. Of rows from before it is not known: those are read.
alter table fsd_row add column least_conflicts bigint;
alter table fsd_row add column least_total bigint;
