-- Which rows an evaluation found right: a bit a row in the order of the file, the first row the highest bit of the first byte. Of
-- what Shaker measured before there is none.
alter table evaluation add column right_rows bytea;
-- The same rows under the evaluation's attack.
alter table evaluation add column attack_right_rows bytea;

-- Somebody else's digits, one a row, become bits.
update evaluation
set right_rows = (
    select decode(string_agg(
        lpad(to_hex(rpad(substr(correct_rows, place, 8), 8, '0')::bit(8)::integer), 2, '0'), '' order by place), 'hex')
    from generate_series(1, length(correct_rows), 8) as place)
where correct_rows is not null;
alter table evaluation drop column correct_rows;
