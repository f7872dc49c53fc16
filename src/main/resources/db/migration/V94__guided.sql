-- Searches for good mixtures: measured in rounds.
create table guided_search (
    id text primary key,
    space text not null,
    status text not null,
    request text not null,
    -- the domains that are searched among once it is planned
    candidates text[] not null,
    -- how often it has asked for measurements, and the shards of that round
    round integer not null,
    open integer not null,
    failed integer not null,
    -- row evaluations, and mixtures on some rows of a target
    measured bigint not null,
    evaluations bigint not null,
    -- row evaluations on search rows; 0 until it is planned
    budget bigint not null,
    seconds double precision not null,
    -- since when it runs, how much was measured then, and when the last shard was done: what the rate is taken from
    running_since timestamptz,
    measured_then bigint not null,
    last_done timestamptz,
    -- the best of each size before this round, JSON
    best text not null,
    -- the ready event's data, JSON
    result text,
    -- JSON
    failure text,
    requested_at timestamptz not null,
    finished_at timestamptz
);
create index guided_search_page on guided_search (space, requested_at, id);
create index guided_search_id_beginning on guided_search (id collate "C");

-- What a search is fixed to.
create table guided_plan (
    search text primary key references guided_search (id),
    -- candidates, targets with their labels, sizes: JSON
    document text not null,
    -- distances of the candidates, [candidates, candidates] float64, big-endian
    fsd bytea not null,
    similarity bytea
);

create table guided_shard (
    id text primary key,
    search text not null references guided_search (id),
    round integer not null,
    number integer not null,
    status text not null,
    -- the evaluation request, to be sent again when the search is resumed
    request text not null,
    row_evaluations bigint not null,
    seconds double precision,
    device text,
    failure text,
    finished_at timestamptz
);
create index guided_shard_search on guided_shard (search, round, number);

-- A mixture on some rows of a target.
create table guided_measurement (
    search text not null references guided_search (id),
    -- places among the plan's targets and candidates; candidates with a space between
    target integer not null,
    members text not null,
    -- a place in the order of the target's rows
    from_row integer not null,
    rows integer not null,
    round integer not null,
    correct integer not null,
    -- a bit a row, the first row the highest bit of the first byte
    right_rows bytea not null,
    -- [rows, classes] row-major, float32, big-endian
    logits bytea not null,
    primary key (search, target, members, from_row)
);
create index guided_measurement_page on guided_measurement (search, round, target, from_row, members);
