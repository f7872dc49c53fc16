package dev.shaker.bench;

import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/**
 * Runs benchmarks with JMH's own options and prints, beside JMH's figures, the speed per processor time and its ratio to the
 * bound that the class measures in the same run.
 */
public final class Benchmarks {
    private Benchmarks() {
    }

    public static void main(String[] args) throws RunnerException, CommandLineOptionException {
        Collection<RunResult> results = new Runner(new CommandLineOptions(args)).run();
        Map<String, Double> bounds = new HashMap<>();
        for (RunResult result : results) {
            if (name(result).endsWith(".copy")) {
                bounds.put(group(result), perProcessor(result));
            }
        }
        for (RunResult result : results) {
            double speed = perProcessor(result);
            double bound = bounds.getOrDefault(group(result), 0.0);
            if (speed > 0) {
                System.out.printf(Locale.ROOT, "RATE %s %.3f %s of processor time%s%n", name(result), speed,
                        result.getPrimaryResult().getScoreUnit(),
                        bound > 0 ? String.format(Locale.ROOT, ", %.2f of copy", speed / bound) : "");
            }
        }
    }

    private static String name(RunResult result) {
        return result.getParams().getBenchmark();
    }

    private static String group(RunResult result) {
        return name(result).substring(0, name(result).lastIndexOf('.'));
    }

    private static double perProcessor(RunResult result) {
        Result<?> share = result.getSecondaryResults().get("share");
        return share == null || share.getScore() == 0 ? 0 : result.getPrimaryResult().getScore() / share.getScore();
    }
}
