package dev.shaker.kafka;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.health.SmallRyeHealthReporter;

/** Whether store, database and broker are there, by what this process tells those who ask whether it is ready. */
@ApplicationScoped
class Neighbours {
    private final SmallRyeHealthReporter health;

    Neighbours(SmallRyeHealthReporter health) {
        this.health = health;
    }

    boolean areThere() {
        return !health.getReadiness().isDown();
    }
}
