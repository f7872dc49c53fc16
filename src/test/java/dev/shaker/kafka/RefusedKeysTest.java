package dev.shaker.kafka;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RefusedKeysTest {
    private final AtomicLong now = new AtomicLong();
    private final RefusedKeys keys = new RefusedKeys(now::get);

    @Test
    void aRefusedKeyIsPassedOverUntilItsPauseIsOver() {
        // When
        Duration pause = keys.refuse("space");

        // Then
        assertThat(keys.passedOver()).containsExactly("space");
        now.addAndGet(pause.toNanos());
        assertThat(keys.passedOver()).isEmpty();
    }

    @Test
    void pausesGrowWhileAKeyStaysRefused() {
        Duration first = keys.refuse("space");
        now.addAndGet(first.toNanos());
        assertThat(keys.refuse("space")).isGreaterThan(first);
    }

    @Test
    void howLongAKeyHasBeenRefusedCountsFromTheFirstTime() {
        // Given
        Duration first = keys.refuse("space");
        now.addAndGet(first.toNanos());

        // When
        Duration second = keys.refuse("space");
        now.addAndGet(second.toNanos());

        // Then
        assertThat(keys.since("space")).isEqualTo(first.plus(second));
        assertThat(keys.since("other")).isZero();
    }

    @Test
    void aKeyWhoseEventWasTakenIsForgottenAndOthersAreNot() {
        // Given
        Duration first = keys.refuse("healed");
        now.addAndGet(first.toNanos());
        keys.refuse("still");

        // When
        keys.keep(Set.of(), Set.of("still"));

        // Then
        assertThat(keys.refuse("healed")).isEqualTo(first);
        assertThat(keys.passedOver()).contains("still");
    }
}
