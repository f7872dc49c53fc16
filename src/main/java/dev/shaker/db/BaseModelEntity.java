package dev.shaker.db;

import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

@Entity
@Table(name = "base_model")
@SuppressWarnings("NullAway.Init")
class BaseModelEntity extends PanacheEntityBase {
    @Id
    public String location;
    public String tag;
    public String digest;
    @Column(name = "seen_at")
    public Instant seenAt;
}
