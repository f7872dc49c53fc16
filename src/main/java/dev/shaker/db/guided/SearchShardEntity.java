package dev.shaker.db.guided;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;

import dev.shaker.db.ShardEntity;

@Entity
@Table(name = "guided_shard")
@SuppressWarnings("NullAway.Init")
class SearchShardEntity extends ShardEntity {
    public String search;
    public int round;
    @Column(name = "row_evaluations")
    public long rowEvaluations;
}
