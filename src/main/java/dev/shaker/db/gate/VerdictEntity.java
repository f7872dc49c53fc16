package dev.shaker.db.gate;

import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

@Entity
@Table(name = "verdict")
@SuppressWarnings("NullAway.Init")
class VerdictEntity extends PanacheEntityBase {
    @Id
    public String question;
    @Column(name = "verdict_id")
    public String verdictId;
    public String outcome;
    public String document;
    @Column(name = "told_at")
    public Instant toldAt;
}
