-- What is registered, mixed and evaluated. Tensors stay in the object store: here are pointers, digests and counts.

-- Digests of base models by place and content tag, so that gigabytes are hashed once.
create table base_model (
    location text primary key,
    tag text not null,
    digest text not null,
    seen_at timestamptz not null
);

create table space (
    name text primary key,
    method text not null,
    base_model_name text not null,
    base_model_location text not null,
    base_model_digest text not null,
    -- canonical JSON of the signature that every adapter of the space must have
    signature text not null,
    -- names and sizes of all tensors, sorted by name: the order of every per-layer count
    layers text[] not null,
    layer_sizes bigint[] not null,
    generation bigint not null,
    created_at timestamptz not null
);

-- One row a registration; the same content may come twice (a domain that goes back to an older adapter).
create table adapter (
    registration bigint generated always as identity primary key,
    space text not null references space (name),
    domain text not null,
    adapter_id text not null,
    event_id text not null,
    method text not null,
    format text not null,
    status text not null,
    location text not null,
    files text not null,
    labels text[] not null,
    base_model_name text not null,
    base_model_location text not null,
    base_model_digest text not null,
    test_location text,
    test_format text,
    test_digest text,
    max_length integer not null,
    planes text not null,
    parameters bigint not null,
    init_seed bigint,
    training_run text,
    metrics text not null,
    generation bigint not null,
    trained_at timestamptz not null,
    registered_at timestamptz not null
);
create unique index adapter_current on adapter (space, domain) where status = 'REGISTERED';
create index adapter_space on adapter (space, registration);
create index adapter_content on adapter (adapter_id);

-- One row of the matrix: a registration against every other one that was current when it came. The arrays are parallel;
-- layer_counts holds, for each of the others, conflicts and both-non-zero of every layer.
create table fsd_row (
    registration bigint not null references adapter (registration),
    basis text not null,
    others bigint[] not null,
    conflicts bigint[] not null,
    both_non_zero bigint[] not null,
    totals bigint[] not null,
    layer_counts bytea not null,
    primary key (registration, basis)
);

-- What became of every announced adapter, by event.
create table announcement (
    -- source and id of the event
    identity text primary key,
    event_id text not null,
    space text,
    domain text,
    location text,
    outcome text not null,
    adapter_id text,
    generation bigint,
    code text,
    message text,
    details text not null,
    at timestamptz not null
);
create index announcement_event on announcement (event_id);
create index announcement_space on announcement (space, at);

-- One row a request; requests for the same thing share a mixture id.
create table mixture (
    request_id text primary key,
    space text not null,
    status text not null,
    request text not null,
    mixture_id text,
    generation bigint not null,
    member_domains text[] not null,
    member_adapters text[] not null,
    mean_fsd double precision,
    sparsity double precision not null,
    location text,
    code text,
    message text,
    details text not null,
    requested_at timestamptz not null,
    finished_at timestamptz
);
create index mixture_content on mixture (mixture_id);
create index mixture_space on mixture (space, requested_at);

create table evaluation (
    id text primary key,
    space text not null,
    mixture_id text,
    adapter_id text not null,
    domain text not null,
    split text not null,
    row_limit integer,
    -- the same rows, the domain's own adapter alone: what a mixture is held against
    alone_id text,
    status text not null,
    correct integer,
    total integer,
    seconds double precision,
    device text,
    code text,
    message text,
    details text not null,
    requested_at timestamptz not null,
    finished_at timestamptz
);
create index evaluation_space on evaluation (space, domain);
create index evaluation_mixture on evaluation (mixture_id);
