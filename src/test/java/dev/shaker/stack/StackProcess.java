package dev.shaker.stack;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

import dev.shaker.runtime.DevelopmentStack;

/** The embedded stack as tests use it: started over a directory, or found running there. */
public final class StackProcess {
    private StackProcess() {
    }

    /** Starts a stack that ends with this JVM at the latest; {@link DevelopmentStack#settings()} are its addresses. */
    public static DevelopmentStack start(Path data) {
        return DevelopmentStack.start(StackFiles.locate().project(), data);
    }

    /** The addresses of a stack that somebody else runs over this directory; empty if none does. */
    public static Optional<Map<String, String>> attach(Path data) throws IOException {
        Map<String, String> settings = PropertiesFile.read(data.resolve(EmbeddedStack.SETTINGS));
        return Optional.ofNullable(settings.get("shaker.stack.pid"))
                .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid))).filter(ProcessHandle::isAlive)
                .map(running -> settings);
    }

    /** Connects to the database of a stack with these settings. */
    public static Connection database(Map<String, String> settings) throws SQLException {
        return DriverManager.getConnection(settings.get("quarkus.datasource.jdbc.url"),
                settings.get("quarkus.datasource.username"), settings.get("quarkus.datasource.password"));
    }
}
