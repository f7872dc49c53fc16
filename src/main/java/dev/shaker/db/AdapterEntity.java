package dev.shaker.db;

import java.time.Instant;
import java.util.Map;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.AdapterFormat;
import dev.shaker.adapter.AdapterMethod;
import dev.shaker.adapter.AdapterStatus;

@Entity
@Table(name = "adapter")
@SuppressWarnings("NullAway.Init")
class AdapterEntity extends PanacheEntityBase {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long registration;
    public String space;
    public String domain;
    /** Where its domain stands in rows of the matrix. */
    public int slot;
    @Column(name = "adapter_id")
    public String adapterId;
    @Column(name = "event_id")
    public String eventId;
    @Enumerated(EnumType.STRING)
    public AdapterMethod method;
    @Enumerated(EnumType.STRING)
    public AdapterFormat format;
    @Enumerated(EnumType.STRING)
    public AdapterStatus status;
    public String location;
    @Convert(converter = StringMapConverter.class)
    public Map<String, String> files;
    public String[] labels;
    @Column(name = "base_model_name")
    public String baseModelName;
    @Column(name = "base_model_location")
    public String baseModelLocation;
    @Column(name = "base_model_digest")
    public String baseModelDigest;
    @Column(name = "base_model_files")
    public @Nullable String baseModelFiles;
    @Column(name = "test_location")
    public @Nullable String testLocation;
    @Column(name = "test_format")
    public @Nullable String testFormat;
    @Column(name = "test_digest")
    public @Nullable String testDigest;
    /** JSON. */
    @Column(name = "test_prompt")
    public @Nullable String testPrompt;
    @Column(name = "test_outside")
    public boolean testOutside;
    @Column(name = "test_bad_rows")
    public int testBadRows;
    @Column(name = "train_location")
    public @Nullable String trainLocation;
    @Column(name = "train_format")
    public @Nullable String trainFormat;
    @Column(name = "train_digest")
    public @Nullable String trainDigest;
    @Column(name = "max_length")
    public int maxLength;
    public String planes;
    @Column(name = "update_planes")
    public @Nullable String updatePlanes;
    public boolean inert;
    public int layers;
    public long parameters;
    @Column(name = "init_seed")
    public @Nullable Long initSeed;
    @Column(name = "training_run")
    public @Nullable String trainingRun;
    @Convert(converter = StringMapConverter.class)
    public Map<String, String> metrics;
    public long generation;
    @Column(name = "trained_at")
    public Instant trainedAt;
    @Column(name = "withdrawn_at")
    public @Nullable Instant withdrawnAt;
    @Column(name = "registered_at")
    public Instant registeredAt;
}
