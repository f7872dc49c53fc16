package dev.shaker.kafka;

import java.util.List;
import java.util.stream.LongStream;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What the broker refuses, over the real broker and the real database. */
@QuarkusTest
@TestProfile(ProbeProfile.class)
class BuriedEventsTest extends EventFlow {
    @Test
    void whatTheBrokerRefusesForGoodIsBuriedAndItsKeyGoesOn() {
        // Given
        String key = Wire.unique("refused");
        QuarkusTransaction.requiringNew().run(() -> {
            store("shaker.fsd-updated", key, new byte[2 << 20]);
            store("no such topic", key, new byte[]{ '{', '}' });
            for (int i = 0; i < 450; i++) {
                store("shaker.fsd-updated", key, ("{\"i\": " + i + "}").getBytes(UTF_8));
            }
        });

        // When
        add(1);

        // Then
        await().atMost(SOON).until(() -> wire.withKey("shaker.fsd-updated", key).size() == 450);
        assertThat(wire.withKey("shaker.fsd-updated", key)).extracting(record -> new String(record.value(), UTF_8))
                .containsExactlyElementsOf(LongStream.range(0, 450).mapToObj(i -> "{\"i\": " + i + "}").toList());
        await().atMost(SOON).until(() -> generations().contains(1L));
        assertThat(buried(key)).containsExactly("shaker.fsd-updated event-too-large", "no such topic event-refused");
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(io.restassured.RestAssured.get("/q/metrics").asString())
                    .contains("shaker_outbox_refused_total{code=\"event-too-large\",topic=\"shaker.fsd-updated\"}")
                    .containsPattern("shaker_outbox_buried\\S* [1-9]").contains(
                            "shaker_dead_letters_total{topic=\"shaker.sweep-request\"}", "shaker_outbox_age");
            assertThat(io.restassured.RestAssured.get("/q/health/ready").jsonPath()
                    .getInt("checks.find { it.name == 'outbox' }.data.buried")).isGreaterThanOrEqualTo(2);
        });
        forgetBuried();
    }

    @Test
    void whatWasBuriedIsPutBackAsDeadLettersAreOnceTheBrokerTakesIt() throws Exception {
        // Given
        String key = Wire.unique("refused");
        QuarkusTransaction.requiringNew()
                .run(() -> store("shaker.fsd-updated", key,
                        ("{\"x\": \"" + "x".repeat(2 << 20) + "\"}").getBytes(UTF_8)));
        await().atMost(SOON).until(() -> buried(key).size() == 1);
        assertThat(replay.waiting()).containsEntry("shaker.fsd-updated", 1L);
        assertThatThrownBy(() -> replay.replay("shaker.fsd-updated")).isInstanceOfSatisfying(ShakerException.class,
                refused -> assertThat(refused.code()).isEqualTo(ErrorCode.EVENT_TOO_LARGE));
        assertThat(buried(key)).hasSize(1);

        // When
        wire.configure("shaker.fsd-updated", "max.message.bytes", "4194304");
        int replayed = replay.replay("shaker.fsd-updated");
        wire.configure("shaker.fsd-updated", "max.message.bytes", "1048588");

        // Then
        assertThat(replayed).isEqualTo(1);
        assertThat(wire.withKey("shaker.fsd-updated", key)).hasSize(1);
        assertThat(buried(key)).isEmpty();
        assertThat(replay.waiting()).doesNotContainKey("shaker.fsd-updated");
    }

    /** The dead letter topic takes 4 MiB; here it takes nothing. */
    @Test
    void aLetterThatItsTopicRefusesIsBuriedAndTheChannelGoesOn() throws Exception {
        // Given
        wire.configure("shaker.train-completed.dlq", "max.message.bytes", "100");
        byte[] broken = { '{', 's', (byte) 0xff, 0 };

        // When
        wire.send("shaker.train-completed", space, Wire.headers(id, TRAIN_COMPLETED), broken);
        afterwards();

        // Then
        assertThat(buried(space)).containsExactly("shaker.train-completed event-malformed");
        wire.configure("shaker.train-completed.dlq", "max.message.bytes", "4194304");
        assertThat(replay.replay("shaker.train-completed")).isPositive();
        assertThat(buried(space)).isEmpty();
        await().atMost(SOON).until(() -> wire.withKey("shaker.train-completed.dlq", space).size() == 1);
        assertThat(wire.withKey("shaker.train-completed.dlq", space).getFirst().value()).isEqualTo(broken);
    }

    private List<String> buried(String key) {
        return QuarkusTransaction.requiringNew().call(() -> {
            List<?> rows = entities
                    .createNativeQuery(
                            "select topic || ' ' || code from buried_event where record_key = :key order by id")
                    .setParameter("key", key.getBytes(UTF_8)).getResultList();
            return rows.stream().map(String.class::cast).toList();
        });
    }

    private void forgetBuried() {
        execute("delete from buried_event");
    }

    private void store(String topic, String key, byte[] payload) {
        entities.createNativeQuery("""
                insert into outbox (topic, record_key, headers, payload)
                values (:topic, :key, '{}', :payload)""").setParameter("topic", topic).setParameter("key", key)
                .setParameter("payload", payload).executeUpdate();
    }
}
