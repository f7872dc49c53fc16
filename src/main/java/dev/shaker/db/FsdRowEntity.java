package dev.shaker.db;

import jakarta.persistence.Basic;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import org.jspecify.annotations.Nullable;

@Entity
@IdClass(FsdRowEntity.Key.class)
@Table(name = "fsd_row")
@SuppressWarnings("NullAway.Init")
class FsdRowEntity extends PanacheEntityBase {
    @Id
    public Long registration;
    @Id
    public String basis;
    public long[] others;
    public long[] conflicts;
    @Column(name = "both_non_zero")
    public long[] bothNonZero;
    public long[] totals;
    public String @Nullable [] layers;
    @Basic(fetch = FetchType.LAZY)
    @Column(name = "layer_counts")
    public byte[] layerCounts;

    record Key(Long registration, String basis) {}
}
