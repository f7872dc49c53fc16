package dev.shaker.stack;

import java.io.IOException;

/**
 * The S3 server's process: what it runs on is one jar of its own, so it is started by name, and it ends when its standard
 * input does.
 */
public final class ObjectStoreMain {
    private ObjectStoreMain() {
    }

    /** Starts the server with its own arguments. */
    public static void main(String[] arguments) throws ReflectiveOperationException {
        Thread.ofPlatform().daemon().name("parent-watch").start(ObjectStoreMain::endWithParent);
        Class.forName("org.gaul.s3proxy.Main").getMethod("main", String[].class).invoke(null, (Object) arguments);
    }

    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                // Nobody writes: only the end matters.
            }
        } catch (IOException e) {
            // A broken pipe is the same end.
        }
        Runtime.getRuntime().halt(0);
    }
}
