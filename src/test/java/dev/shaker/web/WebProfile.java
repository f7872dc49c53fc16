package dev.shaker.web;

import java.util.Map;
import java.util.Set;

import io.quarkus.test.junit.QuarkusTestProfile;

/** REST over the fakes: no broker, no database, the real store. */
public class WebProfile implements QuarkusTestProfile {
    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(WebFakes.class, MixtureFakes.class, ListingFakes.class, GateFakes.class);
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("shaker.web.heartbeat", "0.2S", "shaker.web.upload-idle", "3S", "shaker.test.secret-thing",
                "hidden", "shaker.role", "gateway");
    }
}
