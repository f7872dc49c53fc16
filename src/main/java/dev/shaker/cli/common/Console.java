package dev.shaker.cli.common;

import java.io.PrintWriter;
import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;

/** What a command prints: results to the one stream, everything else to the other. */
public final class Console {
    private final Environment environment;
    private final boolean json;

    public Console(Environment environment, boolean json) {
        this.environment = environment;
        this.json = json;
    }

    /** Whether documents are asked for instead of text for people. */
    public boolean json() {
        return json;
    }

    public PrintWriter out() {
        return environment.out();
    }

    public void print(String line) {
        environment.out().println(line);
        environment.out().flush();
    }

    public void print(JsonNode document) {
        print(Documents.pretty(document));
    }

    /** A line for people that is no result: silent where only a document may be printed on the result's stream. */
    public void note(String line) {
        environment.err().println(line);
        environment.err().flush();
    }

    public Progress progress(String what, long total) {
        return new Progress(environment.err(), environment.errTerminal(), what, total, System::nanoTime);
    }

    boolean colour() {
        return environment.colour() && !json;
    }

    public String bold(String text) {
        return colour() ? "\u001b[1m" + text + "\u001b[0m" : text;
    }

    /** A cell of the matrix: the warmer, the more conflicts, from 0 to 0.6. */
    public String heat(String text, double fsd) {
        if (!colour()) {
            return text;
        }
        int[] ramp = { 24, 31, 37, 71, 107, 143, 178, 172, 166, 160 };
        int step = (int) Math.clamp(Math.floor(fsd / 0.6 * ramp.length), 0, ramp.length - 1);
        return "\u001b[48;5;" + ramp[step] + "m" + text + "\u001b[0m";
    }

    public static String decimal(double value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    public static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", share * 100);
    }
}
