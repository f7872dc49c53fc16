package dev.shaker.kafka;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

import dev.shaker.runtime.Role;

@QuarkusTest
@TestProfile(ProbeProfile.Migrate.class)
class MigrateRoleTest extends RoleChannels {
    MigrateRoleTest() {
        super(Role.MIGRATE);
    }
}
