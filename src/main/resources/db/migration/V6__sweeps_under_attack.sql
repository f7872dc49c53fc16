-- Rows right under the attack of the sweep's request, where it has one.
alter table sweep_result add column attacked integer;
