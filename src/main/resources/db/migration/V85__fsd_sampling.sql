-- Of pairs whose large modules were sampled: by slot the standard error of FSD (float4) and the positions compared (int8), big-endian.
alter table fsd_row add column sampling bytea;
alter table fsd_row alter column sampling set storage external;
