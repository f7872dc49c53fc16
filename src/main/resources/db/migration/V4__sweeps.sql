-- Many mixtures of a space, made in memory and evaluated. Subsets are masks: bit i is the i-th of member_domains.
create table sweep (
    id text primary key,
    space text not null,
    status text not null,
    request text not null,
    -- the adapters that were current when it was planned, parallel
    member_domains text[] not null,
    member_adapters text[] not null,
    targets bigint not null,
    generation bigint not null,
    shards integer not null,
    shards_done integer not null,
    -- (subset, domain) pairs
    total bigint not null,
    done bigint not null,
    -- evaluators' time so far, and after how much of it the sweep pauses
    seconds double precision not null,
    budget_seconds bigint,
    -- since when it runs, how much was done then, and when the last shard was finished: what the rate is taken from
    running_since timestamptz,
    done_then bigint not null,
    last_done timestamptz,
    code text,
    message text,
    details text not null,
    requested_at timestamptz not null,
    finished_at timestamptz
);
create index sweep_space on sweep (space, requested_at);

create table sweep_shard (
    id text primary key,
    sweep text not null references sweep (id),
    number integer not null,
    status text not null,
    -- the evaluation request, to be sent again when the sweep is resumed
    request text not null,
    evaluations integer not null,
    seconds double precision,
    device text,
    finished_at timestamptz
);
create index sweep_shard_sweep on sweep_shard (sweep, number);

create table sweep_result (
    sweep text not null references sweep (id),
    sparsity numeric not null,
    subset bigint not null,
    domain smallint not null,
    correct integer not null,
    total integer not null,
    primary key (sweep, sparsity, subset, domain)
);
