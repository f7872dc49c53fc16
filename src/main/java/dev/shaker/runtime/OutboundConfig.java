package dev.shaker.runtime;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

import jakarta.validation.constraints.Pattern;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where verdicts go besides Kafka; nowhere unless it is named here. */
@ConfigMapping(prefix = "shaker.outbound")
public interface OutboundConfig {
    /** The only hosts that are called, names or addresses, with commas between. */
    Optional<@Pattern(regexp = OutboundSettings.HOSTS, message = "names of hosts without scheme and port, such as"
            + " 'hooks.example.org,mlflow'") String> allowedHosts();

    /** Whether they may be called without TLS. This machine may always. */
    @WithDefault("false")
    boolean insecure();

    /** How long one call may take. */
    @WithDefault("10S")
    @Between(min = "100ms", max = "5M")
    Duration timeout();

    /** A webhook that gets every verdict. */
    Webhook webhook();

    /** MLflow's registry of models. */
    Mlflow mlflow();

    /** A webhook that gets every verdict as a CloudEvent. */
    interface Webhook {
        /** Its address. */
        Optional<@HttpAddress URI> url();

        /** What verdicts are signed with: {@code whsec_} and 24 to 64 bytes in base64, of several with commas between each. */
        Optional<String> secret();
    }

    /** MLflow's registry of models, whose versions get tags and an alias. */
    interface Mlflow {
        /** Its address, below which {@code /api/2.0/mlflow} lies. */
        Optional<@HttpAddress URI> url();

        /** Value of the header {@code Authorization}, {@code Bearer …} or {@code Basic …}. */
        Optional<String> authorization();

        /** Name of the registered model. */
        @WithDefault("{space}")
        @Pattern(regexp = "[A-Za-z0-9 ._-]*([{]space[}])?[A-Za-z0-9 ._-]*", message = "a name of letters, digits, blanks,"
                + " '.', '_' and '-', in which {space} stands for the space")
        String model();

        /** The policy whose verdicts are told. */
        Optional<String> policy();

        /** What the version that passes is called from then on. */
        Optional<@Pattern(regexp = "(?!latest$|[vV][0-9]+$)[A-Za-z_][A-Za-z0-9_-]*", message = "letters, digits,"
                + " '_' and '-', such as champion, and not what MLflow keeps for itself (latest, v1)") String> alias();
    }
}
