package dev.shaker.store;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StoreSettingsTest {
    @Test
    void defaultsServeEverythingButTheAddress() {
        StoreSettings settings = settings(Map.of("endpoint", "http://localhost:9000"));

        assertThat(settings.accessKey()).isEmpty();
        assertThat(settings.secretKey()).isEmpty();
        assertThat(settings.bucket()).isEqualTo("shaker");
        assertThat(settings.region()).isEqualTo("us-east-1");
        assertThat(settings.pathStyle()).isTrue();
        assertThat(settings.connectTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.idleTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.readAhead().asLongValue()).isEqualTo(1 << 20);
        assertThat(settings.partSize().asLongValue()).isEqualTo(8 << 20);
        assertThat(settings.cache().budget().asLongValue()).isEqualTo(512 << 20);
        assertThat(settings.cache().directory()).isEmpty();
    }

    @Test
    void everySettingHasItsDashedName() {
        StoreSettings settings = settings(Map.ofEntries(Map.entry("endpoint", "https://s3.example.org"),
                Map.entry("access-key", "a"), Map.entry("secret-key", "b"), Map.entry("bucket", "mine"),
                Map.entry("region", "eu-central-1"), Map.entry("path-style", "false"),
                Map.entry("connect-timeout", "1S"), Map.entry("idle-timeout", "2S"), Map.entry("read-ahead", "64K"),
                Map.entry("part-size", "16M"), Map.entry("cache.budget", "0"),
                Map.entry("cache.directory", "/var/cache/shaker")));

        assertThat(settings.endpoint()).isEqualTo(URI.create("https://s3.example.org"));
        assertThat(settings.accessKey()).contains("a");
        assertThat(settings.secretKey()).contains("b");
        assertThat(settings.bucket()).isEqualTo("mine");
        assertThat(settings.region()).isEqualTo("eu-central-1");
        assertThat(settings.pathStyle()).isFalse();
        assertThat(settings.connectTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.idleTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.readAhead().asLongValue()).isEqualTo(64 << 10);
        assertThat(settings.partSize().asLongValue()).isEqualTo(16 << 20);
        assertThat(settings.cache().budget().asLongValue()).isZero();
        assertThat(settings.cache().directory()).contains(Path.of("/var/cache/shaker"));
    }

    @Test
    void aMissingAddressOrAnUnknownNameFailsTheStart() {
        assertThatThrownBy(() -> settings(Map.of())).hasMessageContaining("shaker.store.endpoint");
        assertThatThrownBy(() -> settings(Map.of("endpoint", "http://localhost:9000", "buket", "x")))
                .hasMessageContaining("shaker.store.buket");
    }

    private static StoreSettings settings(Map<String, String> values) {
        Map<String, String> named = new HashMap<>();
        values.forEach((name, value) -> named.put("shaker.store." + name, value));
        return new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(StoreSettings.class)
                .withSources(new PropertiesConfigSource(named, "test", 100)).build()
                .getConfigMapping(StoreSettings.class);
    }
}
