-- A sweep whose shard failed says why, also where it was paused since.
update sweep set code = 'internal', message = 'a shard could not be evaluated; its reason was not kept with the sweep'
where code is null and (status = 'FAILED' or shards_failed > 0 and status in ('RUNNING', 'PAUSED'));
