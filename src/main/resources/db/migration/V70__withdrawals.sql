-- When an adapter was withdrawn: what was trained before then does not come back.
alter table adapter add column withdrawn_at timestamptz;
create index adapter_withdrawn on adapter (space, domain, withdrawn_at) where status = 'WITHDRAWN';
