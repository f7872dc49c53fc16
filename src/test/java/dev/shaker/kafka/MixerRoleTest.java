package dev.shaker.kafka;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

import dev.shaker.runtime.Role;

@QuarkusTest
@TestProfile(ProbeProfile.Mixer.class)
class MixerRoleTest extends RoleChannels {
    MixerRoleTest() {
        super(Role.MIXER, "mixture_request", "sweep_request", "evaluation_measured");
    }
}
