package dev.shaker.djl;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import dev.shaker.djl.torch.Precision;
import dev.shaker.evaluation.EvaluationJob;
import dev.shaker.evaluation.EvaluationResult;
import dev.shaker.evaluation.sweep.Subsets;

/**
 * A sweep as a worker runs it, without events and database: rates of mixtures and rows. Beside it stands the same work with
 * the stock library, src/test/python/sweep_speed.py, which runs this. Arguments: space, directory of its domains, method,
 * rows of a domain, maximum length, threads, precision, then masks of subsets or {@code upto:SIZE}, {@code all}.
 */
public final class SweepSpeed {
    private static final int SHARD = 512;

    private SweepSpeed() {
    }

    private record Pair(long mask, int domain) {}

    public static void main(String[] arguments) {
        var space = Space.at(Path.of(arguments[0]), Path.of(arguments[1]), Integer.parseInt(arguments[4]),
                Integer.parseInt(arguments[3]));
        String method = arguments[2];
        List<String> domains = space.names(method);
        List<EvaluationJob.Member> members = space.members(method, domains);
        List<EvaluationJob> alone = new ArrayList<>();
        for (int domain = 0; domain < domains.size(); domain++) {
            alone.add(space.job(method, List.of(members.get(domain)), domains.get(domain)));
        }
        var defaults = EvaluatorSettings.defaults("auto", Integer.parseInt(arguments[5]));
        var settings = new EvaluatorSettings(defaults.device(), defaults.threads(), defaults.baseBytes(),
                defaults.splitBytes(), defaults.memberBytes(), defaults.batchTokens(),
                Precision.named(arguments[6]));
        List<List<Pair>> shards = shards(List.of(arguments).subList(7, arguments.length), domains.size());
        try (var evaluator = new DjlEvaluator(settings)) {
            // Rows are tokenised before the clock starts; the stock library's too.
            run(evaluator, alone, members, List.of(pairs(Subsets.all(domains.size())), pairs(1)));
            long start = System.nanoTime();
            long cpu = cpuTime();
            long[] done = run(evaluator, alone, members, shards);
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf(
                    "{\"subsets\": %d, \"evaluations\": %d, \"rows\": %d, \"correct\": %d, \"seconds\": %.2f, \"cpu\": %.2f}%n",
                    done[0], done[1], done[2], done[3], seconds, (cpuTime() - cpu) / 1e9);
        }
    }

    private static List<List<Pair>> shards(List<String> wanted, int members) {
        List<List<Pair>> shards = new ArrayList<>();
        String first = wanted.getFirst();
        if (first.equals("all") || first.startsWith("upto:")) {
            int largest = first.equals("all") ? members : Integer.parseInt(first.substring("upto:".length()));
            for (int size = 1; size <= largest; size++) {
                List<Pair> shard = new ArrayList<>();
                for (long mask = Subsets.first(size); mask <= Subsets.last(members, size); mask = Subsets.next(mask)) {
                    shard.addAll(pairs(mask));
                    if (shard.size() >= SHARD) {
                        shards.add(shard);
                        shard = new ArrayList<>();
                    }
                }
                shards.add(shard);
            }
        } else {
            List<Pair> shard = new ArrayList<>();
            wanted.forEach(mask -> shard.addAll(pairs(Long.parseLong(mask))));
            shards.add(shard);
        }
        shards.removeIf(List::isEmpty);
        return shards;
    }

    private static List<Pair> pairs(long mask) {
        List<Pair> pairs = new ArrayList<>();
        for (long left = mask; left != 0; left &= left - 1) {
            pairs.add(new Pair(mask, Long.numberOfTrailingZeros(left)));
        }
        return pairs;
    }

    /** Subsets, evaluations, rows and right answers. */
    private static long[] run(DjlEvaluator evaluator, List<EvaluationJob> alone, List<EvaluationJob.Member> members,
            List<List<Pair>> shards) {
        long[] done = new long[4];
        for (List<Pair> shard : shards) {
            done[0] += shard.stream().mapToLong(Pair::mask).distinct().count();
            List<EvaluationJob> jobs = new ArrayList<>();
            shard.stream().sorted(Comparator.comparingInt(Pair::domain))
                    .forEach(pair -> jobs.add(job(alone.get(pair.domain()), members, pair.mask())));
            for (EvaluationResult result : evaluator.evaluateAll(jobs, () -> true).orElseThrow()) {
                done[1]++;
                done[2] += result.total();
                done[3] += result.correct();
            }
        }
        return done;
    }

    private static EvaluationJob job(EvaluationJob alone, List<EvaluationJob.Member> members, long mask) {
        List<EvaluationJob.Member> mixed = new ArrayList<>();
        for (Pair pair : pairs(mask)) {
            mixed.add(members.get(pair.domain()));
        }
        return new EvaluationJob(alone.base(), mixed, alone.head(), alone.split(), alone.limits());
    }

    private static long cpuTime() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
