package dev.shaker.db;

import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import org.jspecify.annotations.Nullable;

import dev.shaker.event.Failure;
import dev.shaker.event.Json;

/** What a part of something long, worked by one evaluator, has in every table of such parts. */
@MappedSuperclass
@SuppressWarnings("NullAway.Init")
public abstract class ShardEntity extends PanacheEntityBase {
    public static final String PLANNED = "PLANNED";
    public static final String DONE = "DONE";
    public static final String FAILED = "FAILED";

    @Id
    public String id;
    public int number;
    public String status;
    /** The evaluation request, to be sent again when the whole is resumed. */
    public String request;
    public @Nullable Double seconds;
    public @Nullable String device;
    public @Nullable String failure;
    @Column(name = "finished_at")
    public @Nullable Instant finishedAt;

    public boolean is(String state) {
        return status.equals(state);
    }

    /** Not yet worked. */
    public void plan(int place, Object asked, String evaluationId) {
        id = evaluationId;
        number = place;
        status = PLANNED;
        request = Json.text(asked);
    }

    public void done(double took, String where, Instant at) {
        status = DONE;
        failure = null;
        seconds = took;
        device = where;
        finishedAt = at;
    }

    public void failed(Failure cause, Instant at) {
        status = FAILED;
        failure = Json.text(cause);
        finishedAt = at;
    }
}
