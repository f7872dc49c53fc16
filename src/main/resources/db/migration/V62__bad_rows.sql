-- How many rows of a test split may be unreadable.
alter table adapter add column test_bad_rows integer not null default 0;
