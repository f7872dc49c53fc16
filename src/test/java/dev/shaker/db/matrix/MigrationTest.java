package dev.shaker.db.matrix;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.shaker.kafka.ProbeProfile;

import static org.assertj.core.api.Assertions.assertThat;

/** What was stored before a migration says the same after it. */
@QuarkusTest
@TestProfile(ProbeProfile.class)
class MigrationTest {
    private static final String DATABASE = "migrated";

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;
    @ConfigProperty(name = "quarkus.datasource.username")
    String user;
    @ConfigProperty(name = "quarkus.datasource.password")
    String password;

    @BeforeEach
    @AfterEach
    void noneIsLeft() throws SQLException {
        execute(url, "drop database if exists " + DATABASE);
    }

    @Test
    void rowsOfTheMatrixKeepTheirCounts() throws SQLException, IOException {
        // Given
        execute(url, "create database " + DATABASE);
        String fresh = url.substring(0, url.lastIndexOf('/') + 1) + DATABASE;
        migrate(fresh, 0, 61);
        execute(fresh,
                "insert into space (name, method, base_model_name, base_model_location, base_model_digest, signature,"
                        + " layers, layer_sizes, generation, created_at)"
                        + " values ('s', 'LORA', 'b', 'l', 'd', '{}', '{}', '{}', 4, now())");
        String[] domains = { "b", "a", "b", "c" };
        for (int i = 0; i < domains.length; i++) {
            execute(fresh,
                    "insert into adapter (space, domain, adapter_id, event_id, method, format, status, location, files,"
                            + " labels, base_model_name, base_model_location, base_model_digest, max_length, planes, layers,"
                            + " parameters, metrics, generation, trained_at, registered_at) values ('s', '" + domains[i]
                            + "', 'id"
                            + i + "', 'e', 'LORA', 'PEFT', '" + (i == 0 ? "SUPERSEDED" : "REGISTERED")
                            + "', 'l', '{}', '{}', 'b', 'l', 'd', 1, 'p', 1, 1, '{}', " + i + ", now(), now())");
        }
        String row = "insert into fsd_row (registration, basis, others, conflicts, both_non_zero, totals, layer_counts) values ";
        execute(fresh, row + "(1, 'factors', '{}', '{}', '{}', '{}', '')");
        execute(fresh, row + "(2, 'factors', '{1}', '{5}', '{7}', '{100}', '')");
        execute(fresh, row + "(3, 'factors', '{2}', '{6}', '{8}', '{100}', '')");
        // The third domain, first against the one that is there now and then of different totals.
        execute(fresh, row + "(4, 'update', '{2,3}', '{1,2}', '{3,4}', '{100,200}', '')");

        // When
        migrate(fresh, 60, Integer.MAX_VALUE);

        // Then
        try (Connection connection = DriverManager.getConnection(fresh, user, password);
                Statement statement = connection.createStatement()) {
            try (ResultSet slots = statement.executeQuery("select string_agg(domain || slot, ' ' order by registration)"
                    + " || ' of ' || (select slots from space) from adapter")) {
                slots.next();
                assertThat(slots.getString(1)).isEqualTo("b0 a1 b0 c2 of 3");
            }
            try (ResultSet rows = statement.executeQuery("select width, total, conflicts, both_non_zero, totals"
                    + " from fsd_row order by registration")) {
                assertThat(cells(rows).slots()).isZero();
                FsdCells second = cells(rows);
                assertThat(second.conflicts(0)).isEqualTo(5);
                assertThat(second.bothNonZero(0)).isEqualTo(7);
                assertThat(second.total(0)).isEqualTo(100);
                assertThat(second.total(1)).isEqualTo(FsdCells.ABSENT);
                FsdCells third = cells(rows);
                assertThat(third.conflicts(0)).isEqualTo(FsdCells.ABSENT);
                assertThat(third.conflicts(1)).isEqualTo(6);
                FsdCells fourth = cells(rows);
                assertThat(new long[]{ fourth.conflicts(0), fourth.total(0), fourth.conflicts(1), fourth.total(1) })
                        .containsExactly(2, 200, 1, 100);
                assertThat(ByteBuffer.wrap(fourth.bothNonZero()).getLong()).isEqualTo(4);
            }
        }
    }

    private static FsdCells cells(ResultSet rows) throws SQLException {
        assertThat(rows.next()).isTrue();
        return new FsdCells(rows.getInt(1), rows.getLong(2), rows.getBytes(3), rows.getBytes(4), rows.getBytes(5),
                null);
    }

    /** Runs the scripts after one version up to another. */
    private void migrate(String database, int after, int upTo) throws SQLException, IOException {
        SortedMap<Integer, Path> scripts = new TreeMap<>();
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/db/migration"))) {
            files.forEach(file -> scripts.put(
                    Integer.valueOf(file.getFileName().toString().replaceFirst("V(\\d+)__.*", "$1")), file));
        }
        for (Path script : scripts.subMap(after + 1, upTo).values()) {
            execute(database, Files.readString(script));
        }
    }

    private void execute(String database, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database, user, password);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
