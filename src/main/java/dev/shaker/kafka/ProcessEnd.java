package dev.shaker.kafka;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.runtime.Quarkus;
import org.jboss.logging.Logger;

/** The end of a process that cannot work any more, so that whatever starts processes starts another one. */
@ApplicationScoped
class ProcessEnd {
    private static final Logger LOG = Logger.getLogger(ProcessEnd.class);
    private static final Duration DRAIN = Duration.ofSeconds(20);

    /** The device cannot be had, which is no record's fault. @return what ends the delivery */
    StoppedException without(String what, Throwable cause) {
        LOG.fatalf(cause, "%s: the device of this process fails; the process ends, and another one takes it up", what);
        begin();
        return new StoppedException(what);
    }

    /** The work broke the process. @return what ends the delivery */
    BrokenException broken(String what, Throwable cause) {
        try {
            LOG.fatalf(cause, "%s broke this process, which ends; another one takes it up, and where"
                    + " shaker.delivery.deaths processes have ended at it, it becomes a dead letter", what);
            begin();
        } catch (Throwable e) {
            // No memory even for this.
            Runtime.getRuntime().halt(1);
        }
        return new BrokenException(what);
    }

    /** In good order where that is possible still, and in any case. */
    void begin() {
        Thread.ofPlatform().daemon().name("end").start(() -> {
            try {
                Thread.sleep(DRAIN);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Runtime.getRuntime().halt(1);
        });
        Quarkus.asyncExit(1);
    }
}
