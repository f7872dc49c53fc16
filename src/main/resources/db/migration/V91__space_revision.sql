-- Another number with every change of what stands in a space, the places of planes and a second announcement among them, so that
-- who has read its adapters or its matrix knows whether to read them again. The generation counts registrations and withdrawals
-- alone. A number that a rolled back change took does not come again.
create sequence space_revision;
alter table space add column revision bigint not null default nextval('space_revision');
