package dev.shaker.kafka;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(ProbeProfile.Fsd.class)
class FsdRoleTest extends RoleChannels {
    FsdRoleTest() {
        super(true, "train_completed");
    }
}
