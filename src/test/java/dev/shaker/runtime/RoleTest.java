package dev.shaker.runtime;

import java.util.Map;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class RoleTest {
    @ParameterizedTest
    @EnumSource
    void aRoleOpensItsChannelsAndShutsAllOthers(Role role) {
        // When
        SmallRyeConfig config = config(Map.of("shaker.role", role.label()));

        // Then
        for (String channel : Role.ALL.channels()) {
            assertThat(config.getValue("mp.messaging.incoming." + channel + ".enabled", Boolean.class)).as(channel)
                    .isEqualTo(role.channels().contains(channel));
        }
    }

    @Test
    void withoutARoleAProcessHasAll() {
        SmallRyeConfig config = config(Map.of());
        assertThat(config.getValue("mp.messaging.incoming.results.enabled", Boolean.class)).isTrue();
    }

    @Test
    void noSettingOpensAChannelOfAnotherRole() {
        SmallRyeConfig config = config(
                Map.of("shaker.role", "gateway", "mp.messaging.incoming.train_completed.enabled", "true"));
        assertThat(config.getValue("mp.messaging.incoming.train_completed.enabled", Boolean.class)).isFalse();
    }

    @Test
    void anUnknownRoleIsRefusedWithTheRolesThereAre() {
        ShakerException refusal = catchThrowableOfType(ShakerException.class, () -> Role.of("mixr"));
        assertThat(refusal.code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID);
        assertThat(refusal).hasMessage(
                "shaker.role is 'mixr'; set it to one of fsd, mixer, evaluator, gateway, all, migrate");
    }

    @Test
    void allDoesTheWorkOfEveryRoleButMigrate() {
        assertThat(Role.ALL.includes(Role.FSD)).isTrue();
        assertThat(Role.ALL.includes(Role.MIGRATE)).isFalse();
        assertThat(Role.MIXER.includes(Role.FSD)).isFalse();
        assertThat(Role.of(" Mixer ")).isEqualTo(Role.MIXER);
    }

    /** Settings of the environment (300) below the system properties (400) that the role sets. */
    private static SmallRyeConfig config(Map<String, String> settings) {
        Role role = Role.of(settings.getOrDefault(Role.PROPERTY, "all"));
        return new SmallRyeConfigBuilder().addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(RoleChannels.settings(role), "system", 400),
                        new PropertiesConfigSource(settings, "environment", 300))
                .build();
    }
}
