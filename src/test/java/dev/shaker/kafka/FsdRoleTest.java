package dev.shaker.kafka;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

import dev.shaker.runtime.Role;

@QuarkusTest
@TestProfile(ProbeProfile.Fsd.class)
class FsdRoleTest extends RoleChannels {
    FsdRoleTest() {
        super(Role.FSD, "train_completed", "adapter_withdrawn");
    }
}
