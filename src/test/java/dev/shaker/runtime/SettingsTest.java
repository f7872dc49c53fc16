package dev.shaker.runtime;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Every setting: its default, another value through its mapping, and a value that is not allowed. */
class SettingsTest {
    private static final Map<String, String> NEEDED = Map.of("shaker.store.endpoint", "http://localhost:9000");
    private static final List<Row> TABLE = """
            shaker.attack.word-vectors | | s3://shaker/vectors.txt | s3://shaker/vectors.txt | vectors.txt | s3://bucket/key
            shaker.attack.sentence-encoder | | s3://shaker/mini/ | s3://shaker/mini/ | mini | s3://bucket/prefix/
            shaker.delivery.patience | PT30M | 1H | PT1H | 10D | 1S to 7D, a duration
            shaker.delivery.deaths | 3 | 5 | 5 | 0 | 1 to 100
            shaker.delivery.standstill-limit | PT2H | 30M | PT30M | 5S | 1M to 7D, a duration
            shaker.evaluation.device | auto | gpu:1 | gpu:1 | tpu | cpu, gpu, gpu:N or auto
            shaker.evaluation.batch-size | 64 | 8 | 8 | 0 | 1 to 4096
            shaker.evaluation.threads | | 4 | 4 | many | 0 to 1024
            shaker.evaluation.precision | float32 | float16 | float16 | bfloat16 | float32 or float16
            shaker.evaluation.token-memory | 268435456 | 1G | 1073741824 | lots | 0 to 1T, a size
            shaker.evaluation.server.url | | http://vllm:8000 | http://vllm:8000 | vllm:8000 | http://host:port
            shaker.evaluation.server.engine | | vllm 0.11.0 | vllm 0.11.0 | vllm | a name and a version, such as
            shaker.evaluation.server.models | | gemma-2b,tiny/llama=llama | gemma-2b,tiny/llama=llama | a=b=c | base models with
            shaker.evaluation.server.directory | | /adapters | /adapters | |
            shaker.evaluation.server.key | | c | c | |
            shaker.evaluation.server.requests | 32 | 8 | 8 | 0 | 1 to 4096
            shaker.evaluation.server.timeout | PT2M | 30S | PT30S | 1ms | 100ms to 1H, a duration
            shaker.evaluation.standstill-limit | PT15M | 90S | PT1M30S | 1S | 1M to 7D, a duration
            shaker.fsd.plane-memory | 67108864 | 8M | 8388608 | -1 | 0 to 1T, a size
            shaker.idempotency.retention | PT720H | P7D | PT168H | 1M | 1H to 3650D, a duration
            shaker.idempotency.interval | PT1H | 10M | PT10M | 0 | 1S to 30D, a duration
            shaker.fsd.plane-pack | 256 | 4 | 4 | 1 | 2 to 100000
            shaker.fsd.registration-memory | 1073741824 | 64M | 67108864 | 1M | 16M to 1T, a size
            shaker.fsd.update-elements | 1048576 | 65536 | 65536 | 10 | 1024 to 2147483647
            shaker.fsd.adapter-elements | 60000000 | 65536 | 65536 | 10 | 1024 to 2147483647
            shaker.mixer.matrix-memory | 268435456 | 8M | 8388608 | -1 | 0 to 1T, a size
            shaker.mixer.threads | | 2 | 2 | 0 | 1 to 1024
            shaker.outbox.poll-interval | PT0.5S | 2S | PT2S | 1H | 10ms to 1M, a duration
            shaker.outbound.allowed-hosts | | a.example.org, mlflow | a.example.org, mlflow | https://a.example.org | names of hosts without
            shaker.outbound.insecure | false | true | true | |
            shaker.outbound.timeout | PT10S | 2S | PT2S | 1ms | 100ms to 5M, a duration
            shaker.outbound.webhook.url | | https://a.example.org/x | https://a.example.org/x | a.example.org/x | http://host:port
            shaker.outbound.webhook.secret | | d | d | |
            shaker.outbound.mlflow.url | | https://mlflow | https://mlflow | mlflow | http://host:port
            shaker.outbound.mlflow.authorization | | Bearer e | Bearer e | |
            shaker.outbound.mlflow.model | {space} | prod {space} | prod {space} | a/b | a name of letters
            shaker.outbound.mlflow.policy | | release | release | |
            shaker.outbound.mlflow.alias | | champion | champion | v1 | letters, digits
            shaker.store.endpoint | http://localhost:9000 | https://s3.example.org | https://s3.example.org | minio:9000 | http://host:port
            shaker.store.access-key | | a | a | |
            shaker.store.secret-key | | b | b | |
            shaker.store.bucket | shaker | mine | mine | My_Bucket | 3 to 63 of a-z
            shaker.store.region | us-east-1 | eu-central-1 | eu-central-1 | eu central | a name such as us-east-1
            shaker.store.path-style | true | false | false | |
            shaker.store.connect-timeout | PT5S | 1S | PT1S | 1H | 100ms to 5M, a duration
            shaker.store.idle-timeout | PT30S | 2S | PT2S | soon | 100ms to 1H, a duration
            shaker.store.read-ahead | 1048576 | 64K | 65536 | 1 | 4K to 64M, a size
            shaker.store.part-size | 8388608 | 16M | 16777216 | 1M | 5M to 1G, a size
            shaker.store.cache.budget | 536870912 | 0 | 0 | -5 | 0 to 16T, a size
            shaker.store.cache.directory | | /var/cache/shaker | /var/cache/shaker | |
            shaker.topics.check | FAIL | warn | WARN | perhaps | fail, warn, off
            shaker.web.heartbeat | PT10S | 0.2S | PT0.2S | 1H | 100ms to 10M, a duration
            shaker.web.upload-idle | PT30S | 2M | PT2M | 10ms | 1S to 1H, a duration
            shaker.web.uploads | 8 | 16 | 16 | none | 1 to 1024
            """
            .lines().map(Row::of).toList();

    /** A line of the table; the last two are empty where every value is allowed. */
    record Row(String name, String byDefault, String set, String then, String wrong, String allowed) {
        static Row of(String line) {
            String[] cells = line.split(" *\\| *", -1);
            return new Row(cells[0], cells[1], cells[2], cells[3], cells[4], cells[5].strip());
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Row> rows() {
        return TABLE.stream();
    }

    static Stream<Row> limited() {
        return TABLE.stream().filter(row -> !row.allowed().isEmpty());
    }

    @Test
    void theTableHasExactlyTheSettings() {
        TreeSet<String> names = new TreeSet<>(List.of(Role.PROPERTY));
        TABLE.forEach(row -> names.add(row.name()));
        assertThat(names).isEqualTo(new UnknownSettings(SettingsOfRoom.all()).known());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aSettingHasItsDefaultAndTakesAnotherValue(Row row) throws ReflectiveOperationException {
        assertThat(value(NEEDED, row.name())).isEqualTo(row.byDefault());
        Map<String, String> set = new HashMap<>(NEEDED);
        set.put(row.name(), row.set());
        assertThat(value(set, row.name())).isEqualTo(row.then());
        assertThat(problems(set)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("limited")
    void aWrongValueIsOneLineWithNameValueSourceAndWhatIsAllowed(Row row) {
        assertThat(problems(Map.of(row.name(), row.wrong()))).singleElement().asString()
                .startsWith(row.name() + " is '" + row.wrong() + "', set by test; allowed is " + row.allowed())
                .doesNotContain("\n");
    }

    /** Half a server is none. */
    @Test
    void whoNamesTheAddressOfAnEvaluationServerNamesTheRest() {
        Map<String, String> set = Map.of("shaker.evaluation.server.url", "http://vllm:8000",
                "shaker.evaluation.server.models", "gemma");
        assertThatThrownBy(() -> ServerSettings.check(
                builder().withSources(new PropertiesConfigSource(set, "test", 100)).build()))
                .hasMessage(
                        "shaker.evaluation.server.engine is not set, and with shaker.evaluation.server.url it must be\n"
                                + "shaker.evaluation.server.directory is not set, and with shaker.evaluation.server.url it must be");
        ServerSettings.check(builder().build());
    }

    /** Nothing leaves to a host that nobody allowed, and half a receiver is none. */
    @Test
    void whoNamesAReceiverOfVerdictsAllowsItsHostAndNamesTheRest() {
        Map<String, String> set = new HashMap<>(Map.of("shaker.outbound.webhook.url", "https://a.example.org/x",
                "shaker.outbound.webhook.secret", "hidden", "shaker.outbound.mlflow.url", "http://mlflow:5000",
                "shaker.outbound.mlflow.authorization", "Bearer hidden\nX: y", "shaker.outbound.allowed-hosts",
                "mlflow"));
        assertThatThrownBy(() -> OutboundSettings.check(config(set))).hasMessage(
                "shaker.outbound.webhook.url leads to the host 'a.example.org', and shaker.outbound.allowed-hosts has mlflow:"
                        + " add the host there, or remove the address\n"
                        + "shaker.outbound.mlflow.url is without TLS: write https://, or set shaker.outbound.insecure to true"
                        + " where everybody on the way to 'mlflow' may read and change what is sent\n"
                        + "shaker.outbound.webhook.secret is no secret that signs: allowed is whsec_ with 24 to 64 bytes in"
                        + " base64 behind, of several with commas between\n"
                        + "shaker.outbound.mlflow.authorization is no value of a header: allowed are ASCII characters in one"
                        + " line\n"
                        + "shaker.outbound.mlflow.policy is not set, and with shaker.outbound.mlflow.url it must be");
        set.putAll(Map.of("shaker.outbound.allowed-hosts", "mlflow,a.example.org", "shaker.outbound.insecure", "true",
                "shaker.outbound.webhook.secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "shaker.outbound.mlflow.authorization", "Bearer e", "shaker.outbound.mlflow.policy", "release"));
        OutboundSettings.check(config(set));
        OutboundSettings.check(config(Map.of()));
    }

    @Test
    void aReceiverThatNobodyNamesHasNoChannel() {
        assertThat(OutboundSettings.unused(config(Map.of()))).containsExactly("verdict_webhook", "verdict_mlflow");
        assertThat(OutboundSettings.unused(config(Map.of("shaker.outbound.webhook.url", "https://a"))))
                .containsExactly("verdict_mlflow");
    }

    private static SmallRyeConfig config(Map<String, String> set) {
        return builder().withSources(new PropertiesConfigSource(set, "test", 100)).build();
    }

    @Test
    void whereAWrongValueWasSetIsNamedAsPeopleKnowIt() {
        SmallRyeConfig config = builder().withSources(new EnvConfigSource(Map.of("SHAKER_DELIVERY_DEATHS", "0"), 300))
                .build();
        assertThat(new WrongSettings(SettingsOfRoom.all()).problems(config)).containsExactly(
                "shaker.delivery.deaths is '0', set by the environment variable SHAKER_DELIVERY_DEATHS; allowed is 1 to 100");
    }

    @ParameterizedTest
    @ValueSource(strings = { "shaker.store.secret-key", "shaker.store.access-key", "shaker.outbound.webhook.secret",
            "shaker.outbound.mlflow.authorization" })
    void aSecretIsNeverTold(String name) {
        assertThat(problems(Map.of(name, "\u0000 hidden", "shaker.delivery.deaths", "0"))).hasSize(1)
                .allSatisfy(line -> assertThat(line).doesNotContain("hidden"));
    }

    @Test
    void theDefaultsInTheDocumentationAreThoseOfTheMappings() throws IOException {
        String operations = Files.readString(Path.of("docs/operations.md"));
        List<String> wrong = new ArrayList<>();
        for (KnownSettings room : SettingsOfRoom.all()) {
            WrongSettings.properties(room).forEach((name, property) -> {
                String cell = property.hasDefaultValue()
                        ? " `" + Pattern.quote(property.getDefaultValue()) + "` "
                        : "[^`|]*";
                if (!Pattern.compile("(?m)^\\|[^|]*`" + name + "`[^|]*\\|" + cell + "\\|").matcher(operations).find()) {
                    wrong.add(name + " |" + cell);
                }
            });
        }
        assertThat(wrong).isEmpty();
    }

    private static List<String> problems(Map<String, String> set) {
        return new WrongSettings(SettingsOfRoom.all())
                .problems(builder().withSources(new PropertiesConfigSource(set, "test", 100)).build());
    }

    private static SmallRyeConfigBuilder builder() {
        return new SmallRyeConfigBuilder().addDiscoveredConverters().addDefaultInterceptors();
    }

    private static String value(Map<String, String> set, String name) throws ReflectiveOperationException {
        KnownSettings room = SettingsOfRoom.all().stream().filter(known -> name.startsWith(known.prefix() + "."))
                .findFirst().orElseThrow();
        Object value = builder().withMapping(room.mapping(), room.prefix())
                .withSources(new PropertiesConfigSource(set, "test", 100)).build()
                .getConfigMapping(room.mapping(), room.prefix());
        for (String part : name.substring(room.prefix().length() + 1).split("[.]", -1)) {
            Method method = method(value, part);
            method.setAccessible(true);
            value = method.invoke(value);
        }
        return switch (value) {
            case Optional<?> maybe -> maybe.map(String::valueOf).orElse("");
            case OptionalInt maybe -> maybe.isPresent() ? Integer.toString(maybe.getAsInt()) : "";
            case MemorySize size -> size.asBigInteger().toString();
            case Object other -> other.toString();
        };
    }

    private static Method method(Object mapping, String part) throws NoSuchMethodException {
        StringBuilder name = new StringBuilder();
        for (String word : part.split("-", -1)) {
            name.append(name.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return mapping.getClass().getMethod(name.toString());
    }
}
