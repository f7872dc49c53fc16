-- LoRA adapters of one space may differ in rank and targets: what was counted belongs to a row, not to the space.
alter table adapter add column layers integer;
update adapter set layers = (select cardinality(space.layers) from space where space.name = adapter.space);
alter table adapter alter column layers set not null;

-- Sign planes of the update scale B A, for LoRA; adapters registered before this column have no counts in basis update
-- until their domain is trained again.
alter table adapter add column update_planes text;

-- The training split, whose texts say what a domain is about.
alter table adapter add column train_location text;
alter table adapter add column train_format text;
alter table adapter add column train_digest text;

-- Names of the layers that a row counted, sorted: tensors in basis factors, modules in basis update. Null where they are the
-- space's own.
alter table fsd_row add column layers text[];

-- Mean sentence embeddings of texts by the bare base model, so that each text is read once: little-endian floats.
create table text_embedding (
    base_digest text not null,
    data_digest text not null,
    embedding bytea not null,
    made_at timestamptz not null default now(),
    primary key (base_digest, data_digest)
);
