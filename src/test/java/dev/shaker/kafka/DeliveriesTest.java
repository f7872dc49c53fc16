package dev.shaker.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.event.Envelope;
import dev.shaker.event.EventType;
import dev.shaker.event.TrainCompleted;
import dev.shaker.pipeline.Attempts;
import dev.shaker.pipeline.BuriedEvents;
import dev.shaker.pipeline.EventHandler;
import dev.shaker.runtime.DeliveryConfig;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What becomes of a process and of its record where the work breaks the process. */
@NullUnmarked // Nothing is asked of the collaborators that are not there.
class DeliveriesTest {
    private final DeliveryConfig config = new Config();
    private final EventsInHand inHand = new EventsInHand(config);
    private final Map<String, Integer> begun = new HashMap<>();
    private final List<String> ends = new ArrayList<>();
    private final List<String> rejected = new ArrayList<>();

    static List<Throwable> whatBreaksAProcess() {
        return List.of(new OutOfMemoryError("Cannot reserve 8388608 bytes of direct buffer memory"),
                new ShakerException(ErrorCode.DEVICE_FAILED, "CUDA error: an illegal memory access was encountered"),
                new InternalError("a fault occurred in an unsafe memory access operation"));
    }

    @ParameterizedTest
    @MethodSource("whatBreaksAProcess")
    void workThatBreaksItsProcessEndsItAndCountsAgainstTheRecordWhichIsNotRejected(Throwable failure) {
        assertThatThrownBy(() -> deliver(failure)).isInstanceOf(BrokenException.class);
        assertThat(ends).hasSize(1);
        assertThat(rejected).isEmpty();
        assertThat(begun).containsEntry("fsd /test one", 1);
    }

    @Test
    void aDeviceThatCannotBeHadEndsTheProcessAndIsNoRecordsFault() {
        assertThatThrownBy(
                () -> deliver(new ShakerException(ErrorCode.DEVICE_UNAVAILABLE, "PyTorch sees 0 GPUs")))
                .isInstanceOf(StoppedException.class).isNotInstanceOf(BrokenException.class);
        assertThat(ends).hasSize(1);
        assertThat(rejected).isEmpty();
        assertThat(begun).isEmpty();
    }

    @Test
    void onTheWayDownNoRecordIsBegun() {
        inHand.takeNoMore();
        assertThatThrownBy(() -> deliver(new AssertionError("not to be worked")))
                .isInstanceOf(StoppedException.class);
        assertThat(begun).isEmpty();
        assertThat(rejected).isEmpty();
        assertThat(ends).isEmpty();
    }

    @Test
    void whatIsInHandIsWaitedForAndNotForEver() throws Exception {
        // Given
        Drain drain = new Drain(null, inHand);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Thread worker = Thread.ofVirtual().start(() -> {
            inHand.take("fsd", "shaker.train-completed 0 7");
            begun.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            inHand.end();
        });
        begun.await();

        // When, then
        assertThat(drain.await(Duration.ofMillis(50))).isFalse();
        go.countDown();
        assertThat(drain.await(Duration.ofMinutes(1))).isTrue();
        worker.join();
    }

    private void deliver(Throwable failure) {
        Patience patience = new Patience(inHand, new NeighboursThere());
        DeadLetters letters = new DeadLetters(new BrokerSettings(Map.of()), patience, new NothingBuried(),
                new SimpleMeterRegistry());
        UnreadableRecords unreadable = new UnreadableRecords(letters, patience, null, null);
        Deliveries deliveries = new Deliveries(patience, letters, unreadable, new Noted(), inHand, new Told(), config,
                new SimpleMeterRegistry());
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("shaker.train-completed", 0, 0,
                "space".getBytes(UTF_8), Wire.trainCompleted("space", 1).getBytes(UTF_8));
        Wire.headers("one", "dev.shaker.train-completed.v1")
                .forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
        try {
            deliveries.deliver(record, EventType.TRAIN_COMPLETED, TrainCompleted.class, new Failing(failure));
        } finally {
            assertThat(inHand.all()).isEmpty();
        }
    }

    private final class Failing implements EventHandler<TrainCompleted> {
        private final Throwable failure;

        Failing(Throwable failure) {
            this.failure = failure;
        }

        @Override
        public String consumer() {
            return "fsd";
        }

        @Override
        public void handle(Envelope<TrainCompleted> event) {
            switch (failure) {
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                default -> throw new AssertionError(failure);
            }
        }

        @Override
        public void reject(Envelope<TrainCompleted> event, ShakerException cause) {
            rejected.add(event.identity());
        }
    }

    private final class Noted implements Attempts {
        @Override
        public int begin(String consumer, String eventId) {
            return begun.merge(consumer + " " + eventId, 1, Integer::sum) - 1;
        }

        @Override
        public void end(String consumer, String eventId) {
            begun.remove(consumer + " " + eventId);
        }
    }

    private final class Told extends ProcessEnd {
        @Override
        void begin() {
            ends.add("end");
        }
    }

    private static final class NeighboursThere extends Neighbours {
        NeighboursThere() {
            super(null);
        }

        @Override
        boolean areThere() {
            return true;
        }
    }

    private static final class NothingBuried implements BuriedEvents {
        @Override
        public void bury(Buried event) {
            throw new AssertionError(event);
        }

        @Override
        public int putBack(String topic, Sender sender) {
            return 0;
        }

        @Override
        public java.util.SortedMap<String, Long> waiting() {
            return new java.util.TreeMap<>();
        }
    }

    private static final class Config implements DeliveryConfig {
        @Override
        public Duration patience() {
            return Duration.ofSeconds(1);
        }

        @Override
        public int deaths() {
            return 3;
        }

        @Override
        public Duration standstillLimit() {
            return Duration.ofHours(2);
        }
    }
}
