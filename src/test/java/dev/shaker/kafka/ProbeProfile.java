package dev.shaker.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.quarkus.test.junit.QuarkusTestProfile;

import dev.shaker.runtime.Role;
import dev.shaker.stack.StackResource;

/** The rooms kafka and db on the real stack, with probes where the use cases are. */
public class ProbeProfile implements QuarkusTestProfile {
    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(Probe.TrainCompletedProbe.class, Probe.AdapterWithdrawnProbe.class,
                Probe.EvaluationMeasuredProbe.class,
                Probe.MixtureRequestProbe.class,
                Probe.EvaluationRequestProbe.class, Probe.SweepRequestProbe.class, Probe.GuidedRequestProbe.class,
                Probe.class);
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> settings = new HashMap<>();
        settings.put(Role.PROPERTY, Role.ALL.label());
        // What Main does before Quarkus starts; tests start Quarkus without it.
        settings.putAll(dev.shaker.runtime.RoleChannels.settings(Role.ALL));
        settings.put("quarkus.arc.exclude-types", "dev.shaker.pipeline.**,dev.shaker.web.**,dev.shaker.djl.**");
        settings.put("shaker.delivery.patience", "4S");
        // The groups of other test classes on the same broker have read other things.
        String own = getClass().getSimpleName() + "-" + ProcessHandle.current().pid();
        settings.put("mp.messaging.incoming.train_completed.group.id", own + "-fsd");
        settings.put("mp.messaging.incoming.adapter_withdrawn.group.id", own + "-withdrawals");
        settings.put("mp.messaging.incoming.evaluation_measured.group.id", own + "-measured");
        settings.put("mp.messaging.incoming.mixture_request.group.id", own + "-mixer");
        settings.put("mp.messaging.incoming.sweep_request.group.id", own + "-sweeper");
        settings.put("mp.messaging.incoming.guided_request.group.id", own + "-searcher");
        settings.put("mp.messaging.incoming.evaluation_request.group.id", own + "-evaluator");
        settings.put("mp.messaging.incoming.verdict_webhook.group.id", own + "-webhook");
        settings.put("mp.messaging.incoming.verdict_mlflow.group.id", own + "-mlflow");
        // Where nobody listens but in the test of it.
        settings.put("shaker.outbound.webhook.url", "http://127.0.0.1:" + freePort() + "/hook");
        settings.put("shaker.outbound.allowed-hosts", "127.0.0.1");
        return settings;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(StackResource.class));
    }
}
