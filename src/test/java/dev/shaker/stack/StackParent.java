package dev.shaker.stack;

import java.nio.file.Path;

/** A process that starts a stack and then does nothing, until a test kills it. */
final class StackParent {
    private StackParent() {
    }

    /** The only argument is the data directory. */
    public static void main(String[] arguments) throws InterruptedException {
        var _ = StackProcess.start(Path.of(arguments[0]));
        Thread.currentThread().join();
    }
}
