package dev.shaker.db.guided;

import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "guided_shard")
@SuppressWarnings("NullAway.Init")
class SearchShardEntity extends PanacheEntityBase {
    static final String PLANNED = "PLANNED";
    static final String DONE = "DONE";
    static final String FAILED = "FAILED";

    @Id
    public String id;
    public String search;
    public int round;
    public int number;
    public String status;
    public String request;
    @Column(name = "row_evaluations")
    public long rowEvaluations;
    public @Nullable Double seconds;
    public @Nullable String device;
    public @Nullable String failure;
    @Column(name = "finished_at")
    public @Nullable Instant finishedAt;
}
