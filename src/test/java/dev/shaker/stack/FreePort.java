package dev.shaker.stack;

import java.io.IOException;
import java.net.ServerSocket;

/** Prints the first free port from the one given on; for the launcher, which has no other way to ask. */
public final class FreePort {
    private static final int TRIES = 100;

    private FreePort() {
    }

    /** The only argument is the first port to try; exit code 1 if none of the next hundred is free. */
    public static void main(String[] arguments) {
        int first = Integer.parseInt(arguments[0]);
        for (int port = first; port < first + TRIES; port++) {
            try (ServerSocket socket = new ServerSocket(port)) {
                System.out.println(socket.getLocalPort());
                return;
            } catch (IOException e) {
                // Taken: the next one may not be.
            }
        }
        System.exit(1);
    }
}
