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

import dev.shaker.adapter.Announcement;

@Entity
@Table(name = "announcement")
@SuppressWarnings("NullAway.Init")
class AnnouncementEntity extends PanacheEntityBase {
    @Id
    public String identity;
    @Column(name = "event_id")
    public String eventId;
    public @Nullable String space;
    public @Nullable String domain;
    public @Nullable String location;
    @Enumerated(EnumType.STRING)
    public Announcement.Outcome outcome;
    @Column(name = "adapter_id")
    public @Nullable String adapterId;
    public @Nullable Long generation;
    @Embedded
    public FailureColumns failure = new FailureColumns();
    public Instant at;
}
