package dev.shaker.pipeline.registration;

import java.time.Instant;
import java.util.Map;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.shaker.adapter.Announcement;
import dev.shaker.adapter.Announcement.Outcome;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class AnnouncementLifeTest {
    @ParameterizedTest
    @EnumSource
    void anOutcomeStandsUnlessItIsARejection(Outcome first) {
        AnnouncementLife life = new AnnouncementLife.Awaited().settle(announcement(first));
        assertThat(life.getClass().getSimpleName()).isEqualToIgnoringCase(first.name());
        for (Outcome second : Outcome.values()) {
            if (first == Outcome.REJECTED) {
                assertThat(life.settle(announcement(second)).announcement()).isEqualTo(announcement(second));
            } else {
                assertThat(life).isInstanceOf(AnnouncementLife.Settled.class);
                ShakerException refused = catchThrowableOfType(ShakerException.class,
                        () -> life.settle(announcement(second)));
                assertThat(refused.code()).isEqualTo(ErrorCode.REQUEST_CONFLICT);
                assertThat(refused).hasMessageContaining("is " + name(first) + " cannot be " + name(second));
            }
        }
    }

    private static String name(Outcome outcome) {
        return outcome.name().toLowerCase(java.util.Locale.ROOT);
    }

    private static Announcement announcement(Outcome outcome) {
        return new Announcement("/t", "e", "mini", "nli", null, outcome, null, null, null, null, Map.of(),
                Instant.EPOCH);
    }
}
