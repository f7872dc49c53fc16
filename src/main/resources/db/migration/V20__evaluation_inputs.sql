-- SHA-256 over the base model's configuration and tokenizer as they were when the adapter was announced.
alter table adapter add column base_model_files text;

-- The evaluations that a mixture request asked for: those and no others are its answer.
alter table mixture add column evaluations text[] not null default '{}';

-- How often an evaluation was measured; more than once where somebody asked for it again.
alter table evaluation add column measurements integer not null default 0;
