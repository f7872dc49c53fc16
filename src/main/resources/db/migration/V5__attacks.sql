-- Evaluations under attack: correct and total stay those of the rows as they are.
alter table evaluation
    -- the attack with all its parameters, as JSON; none for rows as they are
    add column attack text,
    add column attack_correct integer,
    -- of the rows that fool: words replaced, and all words of their attacked texts
    add column words_changed bigint,
    add column words bigint,
    -- rows that the model was asked to classify
    add column queries bigint,
    -- some of the rows that fool, as JSON
    add column adversaries text;
