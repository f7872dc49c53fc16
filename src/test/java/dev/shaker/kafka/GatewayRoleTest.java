package dev.shaker.kafka;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(ProbeProfile.Gateway.class)
class GatewayRoleTest extends RoleChannels {
    GatewayRoleTest() {
        super(true, "results");
    }
}
