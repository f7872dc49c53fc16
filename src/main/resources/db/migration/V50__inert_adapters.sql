-- Adapters that change nothing: no weight of theirs reaches the model.
alter table adapter add column inert boolean not null default false;
