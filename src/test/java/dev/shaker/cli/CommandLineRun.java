package dev.shaker.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import dev.shaker.cli.common.Documents;
import dev.shaker.cli.common.Environment;

/** One command line from its words to its exit code, in this JVM. */
record CommandLineRun(int exitCode, String out, String err) {
    static CommandLineRun of(FakeInstance instance, String... arguments) {
        return of(Map.of("SHAKER_URL", instance.url()), arguments);
    }

    static CommandLineRun of(Map<String, String> variables, String... arguments) {
        return of(variables, false, arguments);
    }

    static CommandLineRun of(Map<String, String> variables, boolean terminal, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Map<String, String> all = new HashMap<>(Map.of("TERM", "xterm"));
        all.putAll(variables);
        int exitCode = ShakerCli.run(
                new Environment(all, new PrintWriter(out), new PrintWriter(err), terminal, terminal), arguments);
        return new CommandLineRun(exitCode, out.toString(), err.toString());
    }

    /** Standard output as the one document it must be. */
    JsonNode document() {
        try {
            return Documents.parse(out);
        } catch (JsonProcessingException notJson) {
            throw new AssertionError("no JSON on standard output: " + out, notJson);
        }
    }
}
