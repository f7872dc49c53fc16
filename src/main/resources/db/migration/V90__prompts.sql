-- How the rows of a test split are asked of a decoder: template and continuations, as JSON.
alter table adapter add column test_prompt text;
