package dev.shaker.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * The ports of one stack, all on the loopback address. They are remembered in the data directory and used again as long
 * as nobody else took them, so that clients outlive a restart.
 */
record StackPorts(int kafka, int controller, int postgres, int objectStore) {
    private static final String FILE = "ports.properties";

    static StackPorts choose(Path data) throws IOException {
        Map<String, String> remembered = PropertiesFile.read(data.resolve(FILE));
        Set<Integer> taken = new HashSet<>();
        StackPorts ports = new StackPorts(choose(remembered, "kafka", taken), choose(remembered, "controller", taken),
                choose(remembered, "postgres", taken), choose(remembered, "object-store", taken));
        PropertiesFile.write(data.resolve(FILE),
                Map.of("kafka", "" + ports.kafka, "controller", "" + ports.controller, "postgres", "" + ports.postgres,
                        "object-store", "" + ports.objectStore));
        return ports;
    }

    private static int choose(Map<String, String> remembered, String name, Set<Integer> taken) throws IOException {
        int last = Integer.parseInt(remembered.getOrDefault(name, "0"));
        if (last != 0 && isFreeSoon(last) && taken.add(last)) {
            return last;
        }
        while (true) {
            int port = freePort();
            if (taken.add(port)) {
                return port;
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** A server of the stack before may still be on its way out: whoever knows its address should find the next one there. */
    private static boolean isFreeSoon(int port) {
        long patience = System.nanoTime() + 5_000_000_000L;
        while (!isFree(port)) {
            if (System.nanoTime() > patience) {
                return false;
            }
            LockSupport.parkNanos(100_000_000L);
        }
        return true;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // As the servers themselves do: a connection in TIME_WAIT of the stack before does not count.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
