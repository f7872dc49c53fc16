package dev.shaker.db.matrix;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
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
    public short width;
    public long total;
    public byte[] conflicts;
    @Column(name = "both_non_zero")
    public byte[] bothNonZero;
    public byte @Nullable [] totals;
    @Column(name = "least_conflicts")
    public @Nullable Long leastConflicts;
    @Column(name = "least_total")
    public @Nullable Long leastTotal;
    public byte @Nullable [] sampling;

    record Key(Long registration, String basis) {}
}
