package dev.shaker.runtime;

import java.io.IOException;
import java.io.OutputStream;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;

import dev.shaker.error.ShakerException;

/** Where the process begins: addresses first, then Quarkus. */
@QuarkusMain
public final class Main {
    /** Set for {@code quarkus:dev} by the build: an embedded stack stands in for servers that nobody named. */
    static final String DEVELOPMENT_STACK = "shaker.development-stack";

    /** Set by the launcher: the process ends when its standard input does, that is, when the launcher is gone. */
    static final String END_WITH_PARENT = "shaker.end-with-parent";

    /** Without its parent the stack is gone as well: there is little left to end in good order. */
    private static final long DRAIN_MILLIS = 4_000;

    private static final int WRONG_SETTINGS = 2;

    private Main() {
    }

    /** Runs the roles that {@code shaker.role} names until the process is told to end. */
    public static void main(String... arguments) {
        if (Boolean.getBoolean(DEVELOPMENT_STACK)) {
            DevelopmentSettings.provide();
        }
        if (Boolean.getBoolean(END_WITH_PARENT)) {
            Thread.ofPlatform().daemon().name("parent-watch").start(Main::endWithParent);
        }
        try {
            SettingsCheck.check();
            RoleChannels.provide();
        } catch (ShakerException e) {
            if (Boolean.getBoolean(DEVELOPMENT_STACK)) {
                throw e;
            }
            // What is wrong is said in a line, and where it was thrown says nothing.
            System.err.println("shaker: " + e.getMessage());
            System.exit(WRONG_SETTINGS);
        }
        Quarkus.run(Roles.class, arguments);
    }

    private static void endWithParent() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // A broken pipe is the same end.
        }
        Quarkus.asyncExit();
        try {
            Thread.sleep(DRAIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(1);
    }

    /** Everything that runs is a bean; this only waits. */
    public static final class Roles implements QuarkusApplication {
        private final Role role;

        Roles(Role role) {
            this.role = role;
        }

        @Override
        public int run(String... arguments) {
            // The schema is up to date when a process has started: to migrate there is nothing left to do.
            if (role != Role.MIGRATE) {
                Quarkus.waitForExit();
            }
            return 0;
        }
    }
}
