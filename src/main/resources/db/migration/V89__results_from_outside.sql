-- An evaluation may be measured by somebody else, with figures of their own; who, and which rows were right, is kept.
alter table evaluation add column engine text;
alter table evaluation add column metrics text;
alter table evaluation add column correct_rows text;
