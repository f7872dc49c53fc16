package dev.shaker.db;

import jakarta.persistence.Entity;
import jakarta.persistence.Table;

@Entity
@Table(name = "sweep_shard")
@SuppressWarnings("NullAway.Init")
class SweepShardEntity extends ShardEntity {
    public String sweep;
    public int evaluations;
}
