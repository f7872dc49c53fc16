-- At least once in, once in effect: written in the transaction of the effect.
create table processed_event (
    consumer text not null,
    event_id text not null,
    at timestamptz not null default now(),
    primary key (consumer, event_id)
);
create index processed_event_at on processed_event (at);

-- Events that leave: written in the transaction of their cause, deleted when the broker has acknowledged them. The sequence
-- must not be cached by sessions: what was caused later has the higher number.
create table outbox (
    seq bigint generated always as identity (cache 1) primary key,
    topic text not null,
    record_key text not null,
    headers text not null,
    payload bytea not null,
    created_at timestamptz not null default now()
);
