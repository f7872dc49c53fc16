package dev.shaker.djl;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;

/** The environment that native libraries see when they are loaded: Java itself cannot change it. */
final class NativeEnvironment {
    private NativeEnvironment() {
    }

    /**
     * Makes OpenMP's threads sleep while they wait for each other, unless the user chose otherwise. By default they spin; on
     * cores that are shared with anything else (a broker, a second worker) the one that computes then waits for those that
     * spin: a sixfold loss was measured on two busy cores.
     */
    static void letThreadsSleep() {
        if (System.getenv("OMP_WAIT_POLICY") == null && System.getenv("GOMP_SPINCOUNT") == null) {
            set("OMP_WAIT_POLICY", "PASSIVE");
        }
    }

    /** Does nothing where the platform has no {@code setenv}. */
    @SuppressWarnings("restricted")
    private static void set(String name, String value) {
        Linker linker = Linker.nativeLinker();
        var symbol = linker.defaultLookup().find("setenv");
        if (symbol.isEmpty()) {
            return;
        }
        var setenv = linker.downcallHandle(symbol.get(), FunctionDescriptor.of(ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            int failed = (int) setenv.invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), 1);
            if (failed != 0) {
                throw new IllegalStateException("setenv refused " + name + "=" + value);
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("setenv could not be called", e);
        }
    }
}
