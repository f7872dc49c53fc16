-- Lists are read a page at a time, behind a position of columns that are unique together.
create index adapter_page on adapter (space, domain, trained_at, registration);
create index announcement_rejected on announcement (space, at, identity) where outcome = 'REJECTED';
create index mixture_page on mixture (space, requested_at, request_id);
drop index mixture_space;
create index evaluation_page on evaluation (space, domain, coalesce(mixture_id, ''), requested_at, id);
drop index evaluation_space;
create index evaluation_mixture_page on evaluation (mixture_id, domain, coalesce(mixture_id, ''), requested_at, id);
drop index evaluation_mixture;
create index sweep_page on sweep (space, requested_at, id);
drop index sweep_space;

-- Ids may be given by their first characters.
create index adapter_id_beginning on adapter (adapter_id collate "C");
create index mixture_id_beginning on mixture (mixture_id collate "C");
create index evaluation_id_beginning on evaluation (id collate "C");
create index sweep_id_beginning on sweep (id collate "C");
