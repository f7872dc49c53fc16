package dev.shaker.stack;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the stack finds its parts: everything follows from where its own classes were compiled to.
 *
 * @param testClasses the directory of this class, {@code target/test-classes}
 */
record StackFiles(Path testClasses) {
    static StackFiles locate() {
        try {
            return new StackFiles(
                    Path.of(StackFiles.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
        } catch (URISyntaxException e) {
            throw new StackException("the stack's classes lie at no path", e);
        }
    }

    /** Jars that the build copies here, and what is unpacked from them. */
    Path home() {
        return testClasses.resolveSibling("stack");
    }

    Path objectStoreJar() {
        return present(home().resolve("s3proxy.jar"));
    }

    Path topics() {
        return present(project().resolve("kafka-topics"));
    }

    /** The project's directory. */
    Path project() {
        return testClasses.resolve("../..").normalize();
    }

    static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    private static Path present(Path path) {
        if (!Files.exists(path)) {
            throw new StackException("the embedded stack misses " + path + "; ./mvnw test-compile puts it there");
        }
        return path;
    }
}
