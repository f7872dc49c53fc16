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

import dev.shaker.mixture.MixtureStatus;

@Entity
@Table(name = "mixture")
@SuppressWarnings("NullAway.Init")
class MixtureEntity extends PanacheEntityBase {
    @Id
    @Column(name = "request_id")
    public String requestId;
    public String space;
    @Enumerated(EnumType.STRING)
    public MixtureStatus status;
    public String request;
    @Column(name = "mixture_id")
    public @Nullable String mixtureId;
    public long generation;
    @Column(name = "member_domains")
    public String[] memberDomains;
    @Column(name = "member_adapters")
    public String[] memberAdapters;
    public String[] evaluations;
    @Column(name = "mean_fsd")
    public @Nullable Double meanFsd;
    public double sparsity;
    public @Nullable String location;
    @Embedded
    public FailureColumns failure = new FailureColumns();
    @Column(name = "requested_at")
    public Instant requestedAt;
    @Column(name = "finished_at")
    public @Nullable Instant finishedAt;
}
