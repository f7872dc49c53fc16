package dev.shaker.kafka;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(ProbeProfile.Mixer.class)
class MixerRoleTest extends RoleChannels {
    MixerRoleTest() {
        super(true, "mixture_request", "sweep_request");
    }
}
