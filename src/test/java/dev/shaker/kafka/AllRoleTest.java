package dev.shaker.kafka;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

import dev.shaker.runtime.Role;

@QuarkusTest
@TestProfile(ProbeProfile.class)
class AllRoleTest extends RoleChannels {
    AllRoleTest() {
        super(Role.ALL, "train_completed", "adapter_withdrawn", "mixture_request", "sweep_request",
                "evaluation_request", "evaluation_measured", "results");
    }
}
