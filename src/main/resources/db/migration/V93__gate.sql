-- What a mixture must hold to be released. Versions that were replaced or removed stay: a verdict names the one it rests on.
create table policy (
    -- space, name and digest
    id text primary key,
    space text not null,
    name text not null,
    -- SHA-256 of the document
    digest text not null,
    -- canonical JSON
    document text not null,
    since timestamptz not null,
    active boolean not null
);
create unique index policy_active on policy (space, name) where active;

-- The verdict that was told last on a mixture under a policy.
create table verdict (
    -- space, mixture and policy
    question text primary key,
    verdict_id text not null,
    outcome text not null,
    -- the event's data, JSON
    document text not null,
    told_at timestamptz not null
);
