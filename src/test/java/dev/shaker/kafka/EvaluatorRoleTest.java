package dev.shaker.kafka;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(ProbeProfile.Evaluator.class)
class EvaluatorRoleTest extends RoleChannels {
    EvaluatorRoleTest() {
        super(true, "evaluation_request");
    }
}
