package dev.shaker.djl;

import java.util.ArrayList;
import java.util.List;

import dev.shaker.evaluation.EvaluationJob;

/**
 * Measures rows per second of mixtures on the sample and, where it is there, on the real space. Beside it stands the same
 * work with the stock library: src/test/python/stock_speed.py. Arguments: threads, tokens of a batch, rounds.
 */
public final class EvaluationSpeed {
    private EvaluationSpeed() {
    }

    public static void main(String[] arguments) {
        int threads = Integer.parseInt(arguments[0]);
        int tokens = Integer.parseInt(arguments[1]);
        int rounds = Integer.parseInt(arguments[2]);
        var settings = EvaluatorSettings.defaults("cpu", threads);
        for (String method : List.of("pfeiffer", "lora")) {
            for (Space space : spaces()) {
                try (var evaluator = new DjlEvaluator(new EvaluatorSettings("cpu", threads, settings.baseBytes(),
                        settings.splitBytes(), settings.memberBytes(), tokens, settings.precision()))) {
                    measure(evaluator, space, method, rounds);
                }
            }
        }
    }

    private static List<Space> spaces() {
        List<Space> spaces = new ArrayList<>();
        spaces.add(Space.sample());
        Space.real().ifPresent(spaces::add);
        return spaces;
    }

    private static void measure(DjlEvaluator evaluator, Space space, String method, int rounds) {
        var domains = space.directory().startsWith("src")
                ? List.of("nli", "paraphrase", "reviews", "headlines")
                : List.of("rte", "wiki", "sst2");
        List<EvaluationJob> jobs = new ArrayList<>();
        var members = space.members(method, domains);
        for (String domain : domains) {
            jobs.add(space.job(method, members, domain));
        }
        run(evaluator, jobs);
        long rows = 0;
        long start = System.nanoTime();
        long cpu = cpuTime();
        for (int round = 0; round < rounds; round++) {
            rows += run(evaluator, jobs);
        }
        System.out.printf("%s %s %d threads: %.0f rows/s, %.0f rows per second of processor time%n", space.directory(),
                method, evaluator.threads(),
                rows / ((System.nanoTime() - start) / 1e9), rows / ((cpuTime() - cpu) / 1e9));
    }

    private static long cpuTime() {
        return ((com.sun.management.OperatingSystemMXBean) java.lang.management.ManagementFactory
                .getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static long run(DjlEvaluator evaluator, List<EvaluationJob> jobs) {
        long rows = 0;
        for (EvaluationJob job : jobs) {
            rows += evaluator.evaluate(job).total();
        }
        return rows;
    }
}
