package dev.shaker.db.guided;

import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import org.jspecify.annotations.Nullable;

import dev.shaker.pipeline.guided.SearchStatus;

@Entity
@Table(name = "guided_search")
@SuppressWarnings("NullAway.Init")
class SearchEntity extends PanacheEntityBase {
    @Id
    public String id;
    public String space;
    @Enumerated(EnumType.STRING)
    public SearchStatus status;
    public String request;
    public String[] candidates;
    public int round;
    public int open;
    public int failed;
    public long measured;
    public long evaluations;
    public long budget;
    public double seconds;
    @Column(name = "running_since")
    public @Nullable Instant runningSince;
    @Column(name = "measured_then")
    public long measuredThen;
    @Column(name = "last_done")
    public @Nullable Instant lastDone;
    public String best;
    public @Nullable String result;
    public @Nullable String failure;
    @Column(name = "requested_at")
    public Instant requestedAt;
    @Column(name = "finished_at")
    public @Nullable Instant finishedAt;
}
