package dev.shaker.db.guided;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "guided_plan")
@SuppressWarnings("NullAway.Init")
class SearchPlanEntity extends PanacheEntityBase {
    @Id
    public String search;
    public String document;
    public byte[] fsd;
    public byte @Nullable [] similarity;
}
