package dev.shaker.db;

import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

import dev.shaker.adapter.AdapterMethod;

@Entity
@Table(name = "space")
@SuppressWarnings("NullAway.Init")
class SpaceEntity extends PanacheEntityBase {
    @Id
    public String name;
    @Enumerated(EnumType.STRING)
    public AdapterMethod method;
    @Column(name = "base_model_name")
    public String baseModelName;
    @Column(name = "base_model_location")
    public String baseModelLocation;
    @Column(name = "base_model_digest")
    public String baseModelDigest;
    public String signature;
    public String[] layers;
    @Column(name = "layer_sizes")
    public long[] layerSizes;
    /** How many domains ever had an adapter here. */
    public int slots;
    public long generation;
    @Column(name = "created_at")
    public Instant createdAt;
}
