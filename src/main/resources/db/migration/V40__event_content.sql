-- What an event said that came over HTTP: the same source and id with other content is refused, not dropped. Null where nobody
-- has kept it.
alter table processed_event add column content text;
