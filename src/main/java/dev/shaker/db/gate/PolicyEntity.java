package dev.shaker.db.gate;

import java.time.Instant;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

@Entity
@Table(name = "policy")
@SuppressWarnings("NullAway.Init")
class PolicyEntity extends PanacheEntityBase {
    @Id
    public String id;
    public String space;
    public String name;
    public String digest;
    public String document;
    public Instant since;
    public boolean active;
}
