package dev.shaker.stack;

import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

import jakarta.inject.Inject;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The application starts against the embedded stack with nothing but its ordinary settings. */
@QuarkusTest
@WithTestResource(StackResource.class)
class StackResourceTest {
    private final DataSource database;
    private final Config config;

    @Inject
    StackResourceTest(DataSource database, Config config) {
        this.database = database;
        this.config = config;
    }

    @Test
    void theApplicationReachesItsDatabase() throws SQLException {
        try (Connection connection = database.getConnection()) {
            assertThat(connection.getCatalog()).isEqualTo("shaker");
        }
    }

    @Test
    void theAddressesAreThoseOfThisJvmsStack() {
        assertThat(config.getValue("kafka.bootstrap.servers", String.class))
                .isEqualTo(StackResource.settings().get("kafka.bootstrap.servers"));
        assertThat(config.getValue("shaker.store.endpoint", String.class)).startsWith("http://127.0.0.1:");
    }
}
