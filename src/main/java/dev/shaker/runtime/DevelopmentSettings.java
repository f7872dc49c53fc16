package dev.shaker.runtime;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;

/**
 * The addresses that {@code quarkus:dev} runs against: those of an embedded stack, unless they are set. The stack belongs
 * to the JVM: a live reload loads this class anew and finds it running, by what it left in the system properties.
 */
final class DevelopmentSettings {
    private static final Logger LOG = Logger.getLogger(DevelopmentSettings.class);
    private static final String RUNNING = "shaker.stack.pid";
    private static final Set<String> ADDRESSES = Set.of("kafka.bootstrap.servers", "quarkus.datasource.jdbc.url",
            "shaker.store.endpoint");

    private DevelopmentSettings() {
    }

    static void provide() {
        if (System.getProperty(RUNNING) != null || allSet(ConfigProvider.getConfig())) {
            return;
        }
        Path project = project();
        if (!DevelopmentStack.isPresent(project)) {
            System.out.printf("no embedded stack in %s: ./mvnw test-compile puts it there; until then set %s%n",
                    project,
                    ADDRESSES);
            return;
        }
        endWithMaven();
        DevelopmentStack stack = DevelopmentStack.start(project, project.resolve(".shaker/dev"));
        provide(stack.settings(), ConfigProvider.getConfig());
        // Quarkus has not set up its logging yet.
        System.out.printf("embedded stack: process %d, data in %s%n", stack.pid(), project.resolve(".shaker/dev"));
        // Holds the stack's standard input open as well: a collected process object might close it.
        Thread.ofPlatform().daemon().name("development-stack").start(() -> report(stack));
    }

    private static boolean allSet(Config config) {
        return ADDRESSES.stream().allMatch(name -> config.getOptionalValue(name, String.class).isPresent());
    }

    /** A server that is set from outside keeps all its settings, its credentials among them. */
    private static void provide(Map<String, String> settings, Config config) {
        Set<String> given = ADDRESSES.stream().filter(name -> config.getOptionalValue(name, String.class).isPresent())
                .map(DevelopmentSettings::group).collect(java.util.stream.Collectors.toSet());
        settings.forEach((name, value) -> {
            if (!given.contains(group(name))) {
                System.setProperty(name, value);
            }
        });
    }

    private static String group(String name) {
        return name.replaceFirst("^((?:quarkus|shaker)\\.)?([^.]+)\\..*", "$1$2");
    }

    /** {@code quarkus:dev} runs this JVM below Maven's; a killed Maven must not leave it and its stack behind. */
    private static void endWithMaven() {
        ProcessHandle.current().parent().ifPresent(parent -> {
            var _ = parent.onExit().thenRun(() -> Runtime.getRuntime().halt(1));
        });
    }

    /** {@code quarkus:dev} starts in the project's directory, or in {@code target} below it. */
    private static Path project() {
        Path here = Path.of("").toAbsolutePath();
        Path parent = here.getParent();
        return !DevelopmentStack.isPresent(here) && parent != null && DevelopmentStack.isPresent(parent)
                ? parent
                : here;
    }

    private static void report(DevelopmentStack stack) {
        stack.awaitEnd();
        LOG.errorf("the embedded stack (process %d) has ended; restart quarkus:dev", stack.pid());
    }
}
