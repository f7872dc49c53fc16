package dev.shaker.served;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** src/test/python/served_model.py, where there is a Python that has the libraries: {@code SHAKER_PYTHON}, or {@code python3}. */
final class PythonServer implements AutoCloseable {
    private static final String SCRIPT = "src/test/python/served_model.py";
    private static final List<String> LIBRARIES = List.of("torch", "transformers", "peft");

    private final Process process;
    private final int port;

    private PythonServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts the server, or skips the test with a reason. */
    static PythonServer start(Path model, String name, String... more) throws IOException, InterruptedException {
        Optional<String> named = Optional.ofNullable(System.getenv("SHAKER_PYTHON"));
        String python = named.orElse("python3");
        boolean able = canImport(python);
        assertThat(able || named.isEmpty()).as("SHAKER_PYTHON=%s has not all of %s", python, LIBRARIES).isTrue();
        assumeTrue(able, "no Python with " + LIBRARIES + ": set SHAKER_PYTHON to one that has them");
        List<String> command = new ArrayList<>(
                List.of(python, SCRIPT, "--model", model.toString(), "--name", name, "--port", "0"));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.to(new File("target/served_model.log"))).start();
        var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null || !line.startsWith("listening ")) {
            process.destroy();
            throw new IOException(SCRIPT + " did not start: see target/served_model.log");
        }
        return new PythonServer(process, Integer.parseInt(line.substring("listening ".length())));
    }

    private static boolean canImport(String python) throws InterruptedException {
        String found = "import importlib.util as u, sys; sys.exit(not all(map(u.find_spec, "
                + LIBRARIES.stream().map(library -> "'" + library + "'").toList() + ")))";
        try {
            return new ProcessBuilder(python, "-c", found).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
