-- How the rows of a test split are asked of a decoder: template and continuations, as JSON; and whether others measure on it.
alter table adapter add column test_prompt text;
alter table adapter add column test_outside boolean not null default false;
