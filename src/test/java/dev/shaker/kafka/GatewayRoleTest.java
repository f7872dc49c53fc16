package dev.shaker.kafka;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

import dev.shaker.runtime.Role;

@QuarkusTest
@TestProfile(ProbeProfile.Gateway.class)
class GatewayRoleTest extends RoleChannels {
    GatewayRoleTest() {
        super(Role.GATEWAY, "results");
    }
}
