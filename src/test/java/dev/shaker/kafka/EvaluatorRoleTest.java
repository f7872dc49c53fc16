package dev.shaker.kafka;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

import dev.shaker.runtime.Role;

@QuarkusTest
@TestProfile(ProbeProfile.Evaluator.class)
class EvaluatorRoleTest extends RoleChannels {
    EvaluatorRoleTest() {
        super(Role.EVALUATOR, "evaluation_request");
    }
}
