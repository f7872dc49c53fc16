package dev.shaker.db;

import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import org.jspecify.annotations.Nullable;

import dev.shaker.evaluation.sweep.SweepStatus;

@Entity
@Table(name = "sweep")
@SuppressWarnings("NullAway.Init")
class SweepEntity extends PanacheEntityBase {
    @Id
    public String id;
    public String space;
    @Enumerated(EnumType.STRING)
    public SweepStatus status;
    public String request;
    @Column(name = "member_domains")
    public String[] memberDomains;
    @Column(name = "member_adapters")
    public String[] memberAdapters;
    public long @Nullable [] fsd;
    @Column(name = "left_out")
    public String leftOut = "[]";
    public long targets;
    public long generation;
    public int shards;
    @Column(name = "shards_done")
    public int shardsDone;
    @Column(name = "shards_failed")
    public int shardsFailed;
    public long total;
    public long done;
    public double seconds;
    @Column(name = "budget_seconds")
    public @Nullable Long budgetSeconds;
    @Column(name = "running_since")
    public @Nullable Instant runningSince;
    @Column(name = "done_then")
    public long doneThen;
    @Column(name = "last_done")
    public @Nullable Instant lastDone;
    @Embedded
    public FailureColumns failure = new FailureColumns();
    @Column(name = "requested_at")
    public Instant requestedAt;
    @Column(name = "finished_at")
    public @Nullable Instant finishedAt;
}
