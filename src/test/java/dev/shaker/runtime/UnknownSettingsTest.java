package dev.shaker.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class UnknownSettingsTest {
    private final UnknownSettings settings = new UnknownSettings(SettingsOfRoom.all());

    @ParameterizedTest
    @CsvSource({ "shaker.store.endpont, shaker.store.endpoint", "shaker.rol, shaker.role",
            "shaker.store.cache.budjet, shaker.store.cache.budget",
            "shaker.evaluation.batchSize, shaker.evaluation.batch-size",
            "shaker.fsd.planes-memory, shaker.fsd.plane-memory" })
    void anUnknownPropertyFailsTheStartAndNamesTheNearest(String wrong, String right) {
        ShakerException refused = catchThrowableOfType(ShakerException.class,
                () -> settings.check(List.of("quarkus.http.port", wrong), Set.of()));
        assertThat(refused.code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID);
        assertThat(refused).hasMessageContaining("'" + wrong + "'").hasMessageContaining("'" + right + "'");
    }

    @Test
    void aSettingThatHasGoneFailsTheStartWithWhatBecameOfIt() {
        UnknownSettings later = new UnknownSettings(SettingsOfRoom.all(),
                Map.of("shaker.fsd.planes", "is shaker.fsd.plane-memory since 1.1"));
        assertThat(catchThrowableOfType(ShakerException.class,
                () -> later.check(List.of("shaker.fsd.planes"), Set.of())))
                .hasMessageContaining("'shaker.fsd.planes' is shaker.fsd.plane-memory since 1.1");
        assertThat(catchThrowableOfType(ShakerException.class,
                () -> later.check(List.of(), Set.of("SHAKER_FSD_PLANES")))).hasMessageContaining(
                        "the environment variable 'SHAKER_FSD_PLANES' is shaker.fsd.plane-memory since 1.1");
    }

    @Test
    void anUnknownVariableToo() {
        assertThat(catchThrowableOfType(ShakerException.class,
                () -> settings.check(List.of(), Set.of("SHAKER_STORE_BUKET", "HOME"))))
                .hasMessageContaining("SHAKER_STORE_BUKET").hasMessageContaining("'SHAKER_STORE_BUCKET'");
    }

    /** What Kubernetes puts into every Pod beside the Services of the releases "shaker" and "shaker-two". */
    @ParameterizedTest
    @ValueSource(strings = { "SHAKER_SERVICE_HOST", "SHAKER_SERVICE_PORT", "SHAKER_SERVICE_PORT_HTTP", "SHAKER_PORT",
            "SHAKER_PORT_80_TCP", "SHAKER_PORT_80_TCP_PROTO", "SHAKER_PORT_80_TCP_PORT", "SHAKER_PORT_80_TCP_ADDR",
            "SHAKER_TWO_SERVICE_HOST", "SHAKER_TWO_PORT_80_TCP_ADDR", "SHAKER_URL", "SHAKER_SPACE",
            "SHAKER_OUTBOX_POLL_INTERVAL", "SHAKER_STORE_ACCESS_KEY" })
    void aVariableThatIsNoTypingErrorIsLeftAloneAsThePropertyThatItBecomes(String variable) {
        // Given
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withSources(new EnvConfigSource(Map.of(variable, "x"), 300)).build();
        assertThat(config.getPropertyNames()).anyMatch(name -> name.startsWith("shaker."));

        // Then
        assertThatCode(() -> settings.check(config.getPropertyNames(), Set.of(variable))).doesNotThrowAnyException();
    }

    @Test
    void aMisspeltVariableIsToldOnceAndByItsOwnName() {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withSources(new EnvConfigSource(Map.of("SHAKER_STORE_PORTS", "x"), 300)).build();
        assertThat(catchThrowableOfType(ShakerException.class,
                () -> settings.check(config.getPropertyNames(), Set.of("SHAKER_STORE_PORTS"))))
                .hasMessageStartingWith("the environment variable 'SHAKER_STORE_PORTS' is no setting; the nearest is '")
                .hasMessageNotContaining("shaker.store.ports");
    }

    @Test
    void whatIsKnownOrNobodysSettingIsLeftAlone() {
        assertThatCode(() -> settings.check(settings.known(),
                settings.known().stream().map(UnknownSettings::variable).toList())).doesNotThrowAnyException();
        assertThatCode(() -> settings.check(List.of("shaker.development-stack", "mp.messaging.x"),
                Set.of("SHAKER_URL", "SHAKER_SPACE", "PATH"))).doesNotThrowAnyException();
    }

    @Test
    void theTableInTheDocumentationHasExactlyTheSettings() throws IOException {
        Set<String> listed = new TreeSet<>();
        Matcher row = Pattern.compile("(?m)^\\|([^|]+)\\|").matcher(Files.readString(Path.of("docs/operations.md")));
        while (row.find()) {
            Matcher name = Pattern.compile("`(shaker[.][a-z.-]+)`").matcher(row.group(1));
            while (name.find()) {
                listed.add(name.group(1));
            }
        }
        assertThat(listed).isEqualTo(settings.known());
    }
}
