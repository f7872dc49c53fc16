package dev.shaker.ship;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.shaker.runtime.EvaluationConfig;
import dev.shaker.runtime.KnownSettings;
import dev.shaker.runtime.Meters;
import dev.shaker.runtime.UnknownSettings;
import dev.shaker.store.StoreSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The chart, linted and rendered by Helm itself and read by the models of the Kubernetes API. */
class HelmChartTest {
    private static final Path CHART = Path.of("helm/shaker");
    private static final Map<String, String> SERVERS = Map.of("kafka.bootstrapServers", "kafka:9092",
            "database.jdbcUrl", "jdbc:postgresql://db/shaker", "database.existingSecret", "db", "store.endpoint",
            "http://minio:9000", "store.existingSecret", "store");

    @TempDir
    static Path directory;

    @BeforeAll
    static void helmRunsHere() throws IOException {
        assumeTrue(System.getProperty("os.name").equals("Linux") && System.getProperty("os.arch").equals("amd64"),
                "the embedded Helm is on the class path for Linux on x86-64 only");
        copyWithHooksAsOrdinaryManifests();
    }

    // Helm as a library renders no hooks; under another name the annotation makes none of the Job.
    private static void copyWithHooksAsOrdinaryManifests() throws IOException {
        try (Stream<Path> files = Files.walk(CHART)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = directory.resolve(CHART.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.writeString(copy, Files.readString(file).replace("helm.sh/hook", "helm.test/hook"));
            }
        }
    }

    @Test
    void theChartPassesHelmsLint() {
        LintResult result = new Helm(CHART).lint().strict().call();
        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
    }

    @Test
    void eachRoleIsADeploymentFromTheOneTemplate() {
        // When
        Manifests manifests = render(Map.of());
        // Then
        assertThat(manifests.names("Deployment")).containsExactlyInAnyOrder("test-shaker-fsd", "test-shaker-mixer",
                "test-shaker-evaluator", "test-shaker-gateway");
        for (String role : List.of("fsd", "mixer", "evaluator", "gateway")) {
            JsonNode deployment = manifests.one("Deployment", "test-shaker-" + role);
            JsonNode container = deployment.at("/spec/template/spec/containers/0");
            Map<String, String> env = env(container);
            assertThat(env).containsEntry("SHAKER_ROLE", role)
                    .containsEntry("KAFKA_BOOTSTRAP_SERVERS", "kafka:9092")
                    .containsEntry("QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://db/shaker")
                    .containsEntry("QUARKUS_DATASOURCE_PASSWORD", "secret db/password")
                    .containsEntry("SHAKER_STORE_ENDPOINT", "http://minio:9000")
                    .containsEntry("SHAKER_STORE_SECRET_KEY", "secret store/secret-key")
                    .containsEntry("QUARKUS_FLYWAY_MIGRATE_AT_START", "false");
            assertThat(container.at("/startupProbe/httpGet/path").asText()).isEqualTo("/q/health/started");
            assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/q/health/live");
            assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/q/health/ready");
            assertThat(container.at("/resources/limits/memory").asText()).isNotEmpty();
            assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean()).isTrue();
            assertThat(deployment.at("/spec/template/spec/securityContext/runAsNonRoot").asBoolean()).isTrue();
        }
    }

    @Test
    void onlyTheEvaluatorAsksForAGpu() {
        Manifests manifests = render(Map.of());
        manifests.all("Deployment").forEach(deployment -> {
            JsonNode container = deployment.at("/spec/template/spec/containers/0");
            boolean evaluator = deployment.at("/metadata/name").asText().endsWith("-evaluator");
            assertThat(container.at("/resources/limits").has("nvidia.com/gpu")).isEqualTo(evaluator);
            assertThat(container.at("/image").asText()).startsWith(evaluator ? "shaker-gpu:" : "shaker:");
        });
        JsonNode evaluator = manifests.one("Deployment", "test-shaker-evaluator");
        assertThat(evaluator.at("/spec/template/spec/containers/0/resources/limits/nvidia.com~1gpu").asInt())
                .isEqualTo(1);
        assertThat(env(evaluator.at("/spec/template/spec/containers/0"))).containsEntry("SHAKER_EVALUATION_DEVICE",
                "gpu");
        assertThat(evaluator.at("/spec/strategy/rollingUpdate/maxSurge").asInt()).isZero();
    }

    @Test
    void anEvaluatorWithoutGpusEvaluatesOnTheProcessor() {
        JsonNode container = render(Map.of("roles.evaluator.gpu.count", "0", "roles.evaluator.image.repository",
                "shaker")).one("Deployment", "test-shaker-evaluator").at("/spec/template/spec/containers/0");
        assertThat(container.at("/resources/limits").has("nvidia.com/gpu")).isFalse();
        assertThat(env(container)).containsEntry("SHAKER_EVALUATION_DEVICE", "cpu");
    }

    @Test
    void thereIsOneWriterAndNeverTwo() {
        JsonNode fsd = render(Map.of()).one("Deployment", "test-shaker-fsd");
        assertThat(fsd.at("/spec/replicas").asInt()).isEqualTo(1);
        assertThat(fsd.at("/spec/strategy/type").asText()).isEqualTo("Recreate");
    }

    @Test
    void aProcessIsGivenLessTimeToEndThanItsPod() {
        render(Map.of()).all("Deployment").forEach(deployment -> {
            int grace = deployment.at("/spec/template/spec/terminationGracePeriodSeconds").asInt();
            assertThat(env(deployment.at("/spec/template/spec/containers/0"))).containsEntry("QUARKUS_SHUTDOWN_TIMEOUT",
                    grace - 10 + "s");
        });
    }

    @Test
    void theSchemaIsMigratedBeforeAnythingElse() {
        JsonNode job = render(Map.of()).one("Job", "test-shaker-migrate");
        assertThat(job.at("/metadata/annotations/helm.test~1hook").asText()).isEqualTo("pre-install,pre-upgrade");
        assertThat(env(job.at("/spec/template/spec/containers/0"))).containsEntry("SHAKER_ROLE", "migrate")
                .containsEntry("QUARKUS_FLYWAY_MIGRATE_AT_START", "true");
        assertThat(job.at("/spec/template/spec").has("serviceAccountName")).isFalse();
    }

    @Test
    void whatIsOptionalIsOffUntilAskedFor() {
        Manifests plain = render(Map.of());
        assertThat(plain.kinds()).containsExactlyInAnyOrder("Deployment", "Job", "Service", "ServiceAccount",
                "PodDisruptionBudget");
        Manifests all = render(Map.of("ingress.enabled", "true", "networkPolicy.enabled", "true",
                "prometheusRule.enabled", "true",
                "roles.gateway.autoscaling.kind", "hpa", "roles.evaluator.autoscaling.kind", "keda",
                "ingress.tlsSecretName", "tls", "kafka.existingSecret", "kafka"));
        assertThat(all.kinds()).contains("Ingress", "NetworkPolicy", "HorizontalPodAutoscaler", "ScaledObject",
                "PrometheusRule");
        JsonNode trigger = all.one("ScaledObject", "test-shaker-evaluator").at("/spec/triggers/0/metadata");
        assertThat(trigger.at("/topic").asText()).isEqualTo("shaker.evaluation-request");
        assertThat(trigger.at("/consumerGroup").asText()).isEqualTo("shaker-evaluator");
        assertThat(all.one("Deployment", "test-shaker-gateway").at("/spec").has("replicas")).isFalse();
    }

    @Test
    void everyRoleScalesByTheLagOfAllThatItConsumesAsTheGroupItConsumesAs() throws IOException {
        // Given
        Properties application = new Properties();
        try (var reader = Files.newBufferedReader(Path.of("src/main/resources/application.properties"))) {
            application.load(reader);
        }
        Map<String, List<String>> channels = Map.of("fsd", List.of("train_completed", "adapter_withdrawn"), "mixer",
                List.of("mixture_request", "sweep_request", "guided_request", "evaluation_measured"), "evaluator",
                List.of("evaluation_request"));

        // When
        Manifests manifests = render(
                Map.of("roles.fsd.autoscaling.kind", "keda", "roles.mixer.autoscaling.kind", "keda",
                        "roles.evaluator.autoscaling.kind", "keda"));

        // Then
        channels.forEach((role, names) -> {
            List<List<String>> triggers = new ArrayList<>();
            manifests.one("ScaledObject", "test-shaker-" + role).at("/spec/triggers").forEach(trigger -> triggers.add(
                    List.of(trigger.at("/metadata/topic").asText(), trigger.at("/metadata/consumerGroup").asText())));
            assertThat(triggers).isEqualTo(names.stream().map(name -> "mp.messaging.incoming." + name)
                    .map(name -> List.of(application.getProperty(name + ".topic"),
                            application.getProperty(name + ".group.id")))
                    .toList());
        });
    }

    @Test
    void everySelectorFindsItsPodsAndEveryPortItsName() {
        Manifests manifests = render(Map.of());
        Map<String, JsonNode> pods = new TreeMap<>();
        manifests.all("Deployment").forEach(deployment -> {
            JsonNode labels = deployment.at("/spec/template/metadata/labels");
            assertMatches(deployment.at("/spec/selector/matchLabels"), labels);
            pods.put(deployment.at("/metadata/name").asText(), labels);
        });
        JsonNode service = manifests.one("Service", "test-shaker");
        assertMatches(service.at("/spec/selector"), pods.get("test-shaker-gateway"));
        assertThat(service.at("/spec/ports/0/targetPort").asText()).isEqualTo("http");
        assertMatches(manifests.one("PodDisruptionBudget", "test-shaker-gateway").at("/spec/selector/matchLabels"),
                pods.get("test-shaker-gateway"));
    }

    @Test
    void namesAreNamesToKubernetes() {
        Manifests manifests = render(Map.of());
        Set<String> seen = new HashSet<>();
        manifests.all().forEach(manifest -> {
            String name = manifest.at("/metadata/name").asText();
            assertThat(name).matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?").hasSizeLessThan(64);
            assertThat(seen.add(manifest.at("/kind").asText() + "/" + name)).as(name).isTrue();
            assertThat(manifest.at("/metadata/namespace").asText()).isEqualTo("apart");
            manifest.at("/metadata/labels").forEach(
                    label -> assertThat(label.asText()).matches("[A-Za-z0-9]([-._A-Za-z0-9]*[A-Za-z0-9])?"));
        });
    }

    @Test
    void settingsBecomeEnvironmentVariablesTheRolesOwnLast() {
        Map<String, String> env = env(render(Map.of("settings.shaker\\.fsd\\.plane-memory", "128M",
                "roles.fsd.settings.shaker\\.fsd\\.plane-memory", "256M", "kafka.properties.security\\.protocol",
                "SASL_SSL")).one("Deployment", "test-shaker-fsd").at("/spec/template/spec/containers/0"));
        assertThat(env).containsEntry("SHAKER_FSD_PLANE_MEMORY", "256M").containsEntry("KAFKA_SECURITY_PROTOCOL",
                "SASL_SSL");
    }

    @Test
    void anEvaluationServerIsToldToAllRolesAndItsVolumeMountedByEvaluators() {
        // When
        Manifests manifests = render(Map.of("evaluationServer.url", "http://vllm:8000", "evaluationServer.engine",
                "vllm 0.11.0", "evaluationServer.models", "gemma", "evaluationServer.existingClaim", "adapters",
                "evaluationServer.existingSecret", "vllm"));
        // Then
        for (String role : List.of("fsd", "mixer", "evaluator", "gateway")) {
            JsonNode pod = manifests.one("Deployment", "test-shaker-" + role).at("/spec/template/spec");
            assertThat(env(pod.at("/containers/0"))).containsEntry("SHAKER_EVALUATION_SERVER_URL", "http://vllm:8000")
                    .containsEntry("SHAKER_EVALUATION_SERVER_ENGINE", "vllm 0.11.0")
                    .containsEntry("SHAKER_EVALUATION_SERVER_MODELS", "gemma")
                    .containsEntry("SHAKER_EVALUATION_SERVER_DIRECTORY", "/srv/adapters")
                    .containsEntry("SHAKER_EVALUATION_SERVER_KEY", "secret vllm/api-key");
            assertThat(pod.toString().contains("\"claimName\":\"adapters\"")).isEqualTo(role.equals("evaluator"));
            assertThat(pod.at("/containers/0/volumeMounts").toString().contains("/srv/adapters"))
                    .isEqualTo(role.equals("evaluator"));
            new UnknownSettings(List.of(new KnownSettings("shaker.store", StoreSettings.class),
                    new KnownSettings("shaker.evaluation", EvaluationConfig.class)))
                    .check(List.of(), env(pod.at("/containers/0")).keySet());
        }
        assertThatThrownBy(() -> render(Map.of("evaluationServer.url", "http://vllm:8000")))
                .hasMessageContaining("evaluationServer.engine");
    }

    @Test
    void whatAPodIsGivenUnderShakersNameAreSettings() {
        // Given
        UnknownSettings settings = new UnknownSettings(List.of(new KnownSettings("shaker.store", StoreSettings.class),
                new KnownSettings("shaker.evaluation", EvaluationConfig.class)));
        Manifests manifests = render(Map.of());
        // Then
        for (String role : List.of("fsd", "mixer", "evaluator", "gateway", "migrate")) {
            JsonNode pod = manifests.one(role.equals("migrate") ? "Job" : "Deployment", "test-shaker-" + role)
                    .at("/spec/template/spec");
            Set<String> variables = env(pod.at("/containers/0")).keySet();
            assertThat(variables).anyMatch(name -> name.startsWith("SHAKER_STORE_"));
            assertThatCode(() -> settings.check(List.of(), variables)).as(role).doesNotThrowAnyException();
            // The addresses of Services, which Kubernetes adds otherwise, are no settings.
            assertThat(pod.path("enableServiceLinks").asBoolean(true)).as(role).isFalse();
        }
    }

    @Test
    void aProcessWithoutMemoryEndsWhateverElseJavaIsTold() {
        Manifests manifests = render(
                Map.of("roles.fsd.extraEnv[0].name", "JAVA_TOOL_OPTIONS", "roles.fsd.extraEnv[0].value", "-Xmx1g"));
        for (String role : List.of("fsd", "mixer", "evaluator", "gateway", "migrate")) {
            assertThat(env(manifests.one(role.equals("migrate") ? "Job" : "Deployment", "test-shaker-" + role)
                    .at("/spec/template/spec/containers/0"))).containsEntry("JDK_JAVA_OPTIONS",
                            "-XX:+ExitOnOutOfMemoryError");
        }
    }

    @Test
    void alertsAskForMetersThatThereAreAndHaveALineInTheRunbook() throws IOException {
        // Given
        Set<String> meters = Set.of("shaker_event_oldest_seconds", prometheus(Meters.OUTBOX_AGE),
                prometheus(Meters.DEAD_LETTERS) + "_total", prometheus(Meters.OUTBOX_BURIED),
                "kube_deployment_status_replicas_unavailable");
        String runbook = Files.readString(Path.of("docs/operations.md"));

        // When
        JsonNode rule = render(Map.of("prometheusRule.enabled", "true", "prometheusRule.labels.release", "prometheus",
                "prometheusRule.eventOldestSeconds", "7200")).one("PrometheusRule", "test-shaker");

        // Then
        assertThat(rule.at("/metadata/labels/release").asText()).isEqualTo("prometheus");
        Set<String> used = new HashSet<>();
        List<String> alerts = new ArrayList<>();
        rule.at("/spec/groups/0/rules").forEach(alert -> {
            Matcher name = Pattern.compile("(?:shaker|kube)_[a-z_]+").matcher(alert.path("expr").asText());
            assertThat(name.find()).isTrue();
            used.add(name.group());
            alerts.add(alert.path("alert").asText());
            assertThat(alert.path("expr").asText()).contains("namespace=\"apart\"");
            assertThat(alert.at("/annotations/summary").asText()).isNotBlank().doesNotContain("\"");
            assertThat(runbook).contains("| `" + alert.path("alert").asText() + "` |");
        });
        assertThat(used).isEqualTo(meters);
        assertThat(alerts).containsExactly("ShakerEventOld", "ShakerOutboxOld", "ShakerDeadLetters",
                "ShakerEventsBuried", "ShakerNotReady");
        assertThat(rule.at("/spec/groups/0/rules/0/expr").asText()).endsWith("> 7200");
    }

    private static String prometheus(String meter) {
        return meter.replace('.', '_');
    }

    @Test
    void valuesNobodyKnowsAreRefused() {
        assertThatThrownBy(() -> render(Map.of("roles.mixer.replica", "2"))).hasMessageContaining("replica");
        assertThatThrownBy(() -> render(Map.of("roles.cook.replicas", "2"))).hasMessageContaining("cook");
    }

    @Test
    void missingServersAreNamed() {
        assertThatThrownBy(() -> template().call()).hasMessageContaining("names the");
    }

    private static Manifests render(Map<String, String> values) {
        TemplateCommand template = template();
        SERVERS.forEach(template::set);
        values.forEach(template::set);
        try {
            return Manifests.parse(template.call());
        } catch (JsonProcessingException e) {
            throw new AssertionError("the chart renders something that Kubernetes does not know", e);
        }
    }

    private static TemplateCommand template() {
        return new Helm(directory).template().withName("test").withNamespace("apart").withKubeVersion("1.31.0");
    }

    private static Map<String, String> env(JsonNode container) {
        Map<String, String> env = new TreeMap<>();
        List<String> twice = new ArrayList<>();
        container.path("env").forEach(variable -> {
            JsonNode secret = variable.at("/valueFrom/secretKeyRef");
            String value = secret.isMissingNode()
                    ? variable.path("value").asText()
                    : "secret " + secret.path("name").asText() + "/" + secret.path("key").asText();
            if (env.put(variable.path("name").asText(), value) != null) {
                twice.add(variable.path("name").asText());
            }
        });
        assertThat(twice).isEmpty();
        return env;
    }

    private static void assertMatches(JsonNode selector, JsonNode labels) {
        assertThat(selector.properties()).isNotEmpty().isSubsetOf(labels.properties());
    }
}
