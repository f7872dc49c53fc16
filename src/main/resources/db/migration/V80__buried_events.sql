-- Events that the broker will never take as they are, kept until they are put back: those of the outbox, and records that not even
-- their dead letter topic takes.
create table buried_event (
    id bigint generated always as identity primary key,
    topic text not null,
    record_key bytea,
    -- A JSON array of pairs, name and Base64 of the value, in the order of the record's headers.
    headers text not null,
    payload bytea,
    -- Whether the record was on its topic before: put back it is worked as a new event.
    arrived boolean not null,
    code text not null,
    message text not null,
    at timestamptz not null default now()
);
create index buried_event_topic on buried_event (topic, id);
