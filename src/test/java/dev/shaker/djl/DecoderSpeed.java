package dev.shaker.djl;

import java.lang.management.ManagementFactory;
import java.util.List;

import com.sun.management.OperatingSystemMXBean;

import dev.shaker.evaluation.EvaluationResult;

/**
 * Rows of a real decoder's domains by the words of their labels, as an evaluator works them. Beside it stands the stock library's
 * loop, src/test/python/decoder_speed.py, which runs this. Arguments: rows of a domain, threads, then domains, each evaluated
 * with its own adapter; SHAKER_DECODER and SHAKER_DECODER_BASE say where they are.
 */
public final class DecoderSpeed {
    private DecoderSpeed() {
    }

    public static void main(String[] arguments) {
        RealDecoder decoder = RealDecoder.find().orElseThrow();
        int limit = Integer.parseInt(arguments[0]);
        try (var evaluator = new DjlEvaluator(EvaluatorSettings.defaults("cpu", Integer.parseInt(arguments[1])))) {
            for (String domain : List.of(arguments).subList(2, arguments.length)) {
                // The model is loaded and the adapter inside before the clock starts; the stock library's, too.
                evaluator.evaluate(decoder.job(List.of(domain), domain, 2));
                long cpu = cpuTime();
                EvaluationResult result = evaluator.evaluate(decoder.job(List.of(domain), domain, limit));
                System.out.printf(
                        "{\"domain\": \"%s\", \"rows\": %d, \"correct\": %d, \"seconds\": %.2f, \"cpu\": %.2f}%n",
                        domain,
                        result.total(), result.correct(), result.seconds(), (cpuTime() - cpu) / 1e9);
            }
        }
    }

    private static long cpuTime() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }
}
