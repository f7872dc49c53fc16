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

import dev.shaker.evaluation.EvaluationStatus;

@Entity
@Table(name = "evaluation")
@SuppressWarnings("NullAway.Init")
class EvaluationEntity extends PanacheEntityBase {
    @Id
    public String id;
    public String space;
    @Column(name = "mixture_id")
    public @Nullable String mixtureId;
    @Column(name = "adapter_id")
    public String adapterId;
    public String domain;
    public String split;
    @Column(name = "row_limit")
    public @Nullable Integer rowLimit;
    @Column(name = "alone_id")
    public @Nullable String aloneId;
    @Enumerated(EnumType.STRING)
    public EvaluationStatus status;
    public @Nullable Integer correct;
    public @Nullable Integer total;
    public @Nullable Double seconds;
    public @Nullable String device;
    @Embedded
    public FailureColumns failure = new FailureColumns();
    public int measurements;
    @Column(name = "requested_at")
    public Instant requestedAt;
    @Column(name = "finished_at")
    public @Nullable Instant finishedAt;
    public @Nullable String attack;
    @Column(name = "attack_correct")
    public @Nullable Integer attackCorrect;
    @Column(name = "words_changed")
    public @Nullable Long wordsChanged;
    public @Nullable Long words;
    public @Nullable Long queries;
    public @Nullable String adversaries;
    public @Nullable String engine;
    /** JSON. */
    public @Nullable String metrics;
    /** {@code RowOutcomes}, of {@link #total} rows. */
    @Column(name = "right_rows")
    public byte @Nullable [] rightRows;
    @Column(name = "attack_right_rows")
    public byte @Nullable [] attackRightRows;
}
