-- Which mixtures hold an adapter.
create index mixture_members on mixture using gin (member_adapters);
