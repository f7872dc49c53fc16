-- Written before an event is worked and deleted after: a row that is found again was left by a process that died at the work.
create table attempt (
    consumer text not null,
    event_id text not null,
    started integer not null default 1,
    at timestamptz not null default now(),
    primary key (consumer, event_id)
);
