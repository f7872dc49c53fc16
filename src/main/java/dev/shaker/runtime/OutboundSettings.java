package dev.shaker.runtime;

import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.smallrye.config.SmallRyeConfig;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.outbound.AllowedHosts;
import dev.shaker.outbound.MlflowAccess;
import dev.shaker.outbound.MlflowRegistry;
import dev.shaker.outbound.OutboundCalls;
import dev.shaker.outbound.OutboundTargets;
import dev.shaker.outbound.Webhook;
import dev.shaker.outbound.WebhookSignature;

/** Who is told verdicts, as a whole: whoever names an address names its host among those allowed, and what else it needs. */
final class OutboundSettings {
    static final String HOSTS = "[^,\\s/]+(\\s*,\\s*[^,\\s/]+)*";
    private static final String PREFIX = "shaker.outbound.";
    private static final String WEBHOOK = PREFIX + "webhook.url";
    private static final String SECRET = PREFIX + "webhook.secret";
    private static final String MLFLOW = PREFIX + "mlflow.url";
    private static final String AUTHORIZATION = PREFIX + "mlflow.authorization";
    private static final String POLICY = PREFIX + "mlflow.policy";

    private OutboundSettings() {
    }

    /** @throws ShakerException {@code CONFIGURATION_INVALID}, a line for each setting that does not fit the others */
    static void check(SmallRyeConfig config) {
        AllowedHosts hosts = AllowedHosts.of(text(config, PREFIX + "allowed-hosts").orElse(""),
                config.getOptionalValue(PREFIX + "insecure", Boolean.class).orElse(false));
        List<String> problems = new ArrayList<>();
        for (String setting : List.of(WEBHOOK, MLFLOW)) {
            config.getOptionalValue(setting, URI.class).flatMap(url -> hosts.problem(setting, url))
                    .ifPresent(problems::add);
        }
        // What is secret is not told.
        if (text(config, SECRET).filter(secret -> WebhookSignature.of(secret).isEmpty()).isPresent()) {
            problems.add(SECRET + " is no secret that signs: allowed is whsec_ with 24 to 64 bytes in base64 behind, of"
                    + " several with commas between");
        }
        if (text(config, AUTHORIZATION).filter(value -> !value.matches("[ -~]+")).isPresent()) {
            problems.add(AUTHORIZATION + " is no value of a header: allowed are ASCII characters in one line");
        }
        if (text(config, MLFLOW).isPresent() && text(config, POLICY).isEmpty()) {
            problems.add(POLICY + " is not set, and with " + MLFLOW + " it must be");
        }
        if (!problems.isEmpty()) {
            throw new ShakerException(ErrorCode.CONFIGURATION_INVALID, String.join("\n", problems));
        }
    }

    /** Channels that nobody is configured for. */
    static List<String> unused(SmallRyeConfig config) {
        List<String> channels = new ArrayList<>();
        if (text(config, WEBHOOK).isEmpty()) {
            channels.add(Channels.VERDICT_WEBHOOK);
        }
        if (text(config, MLFLOW).isEmpty()) {
            channels.add(Channels.VERDICT_MLFLOW);
        }
        return channels;
    }

    static OutboundTargets targets(OutboundConfig config, Clock clock) {
        OutboundCalls calls = new OutboundCalls(
                AllowedHosts.of(config.allowedHosts().orElse(""), config.insecure()), config.timeout());
        OutboundConfig.Webhook webhook = config.webhook();
        OutboundConfig.Mlflow mlflow = config.mlflow();
        return new OutboundTargets(
                webhook.url()
                        .map(url -> new Webhook(url, webhook.secret().flatMap(WebhookSignature::of), calls, clock)),
                mlflow.url()
                        .map(url -> new MlflowRegistry(new MlflowAccess(url, mlflow.authorization(), mlflow.model(),
                                mlflow.policy().orElseThrow(), mlflow.alias()), calls)),
                calls);
    }

    private static Optional<String> text(SmallRyeConfig config, String name) {
        return config.getOptionalValue(name, String.class);
    }
}
