package dev.shaker.ship;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;

/** Rendered manifests, each read strictly by the model of its kind: an unknown field or a wrong type is an error. */
record Manifests(List<JsonNode> all) {
    private static final Map<String, Class<?>> MODELS = Map.of("apps/v1/Deployment", Deployment.class, "batch/v1/Job",
            Job.class, "v1/Service", Service.class, "v1/ServiceAccount", ServiceAccount.class,
            "networking.k8s.io/v1/Ingress", Ingress.class, "networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class,
            "policy/v1/PodDisruptionBudget", PodDisruptionBudget.class, "autoscaling/v2/HorizontalPodAutoscaler",
            HorizontalPodAutoscaler.class);
    /** Kinds of extensions: their models are not ours to know. */
    private static final List<String> EXTENSIONS = List.of("keda.sh/v1alpha1/ScaledObject",
            "monitoring.coreos.com/v1/PrometheusRule");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final ObjectMapper STRICT = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .setAnnotationIntrospector(new WithoutCatchAll());

    static Manifests parse(String rendered) throws JsonProcessingException {
        List<JsonNode> manifests = new ArrayList<>();
        for (String document : rendered.split("(?m)^---.*$", -1)) {
            JsonNode manifest = YAML.readTree(document);
            if (manifest == null || !manifest.isObject()) {
                continue;
            }
            String kind = manifest.path("apiVersion").asText() + "/" + manifest.path("kind").asText();
            Class<?> model = MODELS.get(kind);
            if (model != null) {
                STRICT.treeToValue(manifest, model);
            } else if (!EXTENSIONS.contains(kind)) {
                throw new AssertionError("a manifest of unknown kind " + kind);
            }
            manifests.add(manifest);
        }
        return new Manifests(List.copyOf(manifests));
    }

    List<JsonNode> all(String kind) {
        return all.stream().filter(manifest -> kind.equals(manifest.path("kind").asText())).toList();
    }

    List<String> names(String kind) {
        return all(kind).stream().map(manifest -> manifest.at("/metadata/name").asText()).toList();
    }

    List<String> kinds() {
        return all.stream().map(manifest -> manifest.path("kind").asText()).distinct().toList();
    }

    JsonNode one(String kind, String name) {
        return all(kind).stream().filter(manifest -> name.equals(manifest.at("/metadata/name").asText())).findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " " + name + " among " + names(kind)));
    }

    // The models keep what they do not know in a map; here that is what is looked for.
    private static final class WithoutCatchAll extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public Boolean hasAnySetter(Annotated annotated) {
            return false;
        }
    }
}
