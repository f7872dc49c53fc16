package dev.shaker.mixture;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import com.fasterxml.jackson.databind.JsonNode;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterDigest;
import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.LocalSink;
import dev.shaker.adapter.io.AdapterReader;
import dev.shaker.adapter.io.AdapterWriter;
import dev.shaker.error.ErrorCode;
import dev.shaker.identity.AdapterId;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.SpaceName;
import dev.shaker.mixture.merge.BodyPart;
import dev.shaker.mixture.merge.MergedBody;
import dev.shaker.mixture.merge.Merger;
import dev.shaker.mixture.merge.PrefetchedTensors;
import dev.shaker.mixture.spec.Merging;
import dev.shaker.mixture.spec.MergingJson;
import dev.shaker.mixture.spec.MixtureSpec;
import dev.shaker.mixture.spec.PruningJson;
import dev.shaker.mixture.spec.SpecJson;
import dev.shaker.tensor.JsonText;

/**
 * Merges adapter directories into one, from files to files, as the mixer does it: ids, merge, artefact, and every tensor read
 * back. Bottlenecks become a whole mixture with its heads; LoRA adapters one PEFT directory without a head, which is what PEFT's
 * own merge makes.
 *
 * <pre>
 * java -cp … dev.shaker.mixture.LocalMerge THREADS '{"merge": {"method": "svd", "rank": 8}}' OUT DIRECTORY…
 * </pre>
 */
public final class LocalMerge {
    private record Entry(DomainName domain, AdapterId id, Adapter adapter) {}

    private LocalMerge() {
    }

    public static void main(String[] args) throws InterruptedException, ExecutionException {
        long start = System.nanoTime();
        int threads = Integer.parseInt(args[0]);
        JsonNode request = JsonText.parse(ErrorCode.MIXTURE_REQUEST_INVALID, "merge",
                args[1].getBytes(java.nio.charset.StandardCharsets.UTF_8));
        Path out = Path.of(args[2]);
        List<Entry> entries = named(threads, Arrays.stream(args).skip(3).map(Path::of).toList());
        long named = System.nanoTime();
        Merging merging = MergingJson.read(request.path("merge"));
        if (entries.get(0).adapter().head().isPresent()) {
            mixture(threads, merging, out, entries);
        } else {
            body(threads, merging, out, entries);
        }
        System.out.printf("ids %.3f s, merge %.3f s%n", (named - start) / 1e9, (System.nanoTime() - named) / 1e9);
    }

    /** Opened once each and named by what they hold, sorted by id: the order in which they are added up. */
    private static List<Entry> named(int threads, List<Path> directories)
            throws InterruptedException, ExecutionException {
        List<Entry> entries = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Callable<Entry>> tasks = new ArrayList<>();
            for (Path directory : directories) {
                tasks.add(() -> {
                    Adapter adapter = open(directory);
                    return new Entry(new DomainName(directory.getFileName().toString()), AdapterDigest.of(adapter), adapter);
                });
            }
            for (Future<Entry> entry : pool.invokeAll(tasks)) {
                entries.add(entry.get());
            }
        }
        entries.sort(Comparator.comparing(Entry::id));
        return entries;
    }

    private static void mixture(int threads, Merging merging, Path out, List<Entry> entries) {
        List<Recipe.RecipeMember> members = entries.stream()
                .map(entry -> new Recipe.RecipeMember(entry.domain(), entry.id(), entry.adapter().location(),
                        new TreeMap<>(), merging.weights().of(entry.domain()), Optional.empty()))
                .toList();
        JsonNode names = JsonText.object().set("members",
                entries.stream().map(Entry::domain).collect(JsonText.object()::arrayNode,
                        (array, domain) -> array.add(domain.name()), (a, b) -> a.addAll(b)));
        MixtureSpec spec = new MixtureSpec(SpecJson.selection(names), PruningJson.read(JsonText.object()), merging);
        Recipe recipe = new Recipe(Recipe.ALGORITHM, new SpaceName("local"), 0, "local", "local", members, spec, JsonText.object(),
                Optional.empty());
        Map<AdapterId, Adapter> opened = new HashMap<>();
        entries.forEach(entry -> opened.put(entry.id(), entry.adapter()));
        new Mixer(threads).mix(recipe, member -> opened.get(member.adapterId()), new LocalSink(out),
                () -> new LocalFiles(out));
    }

    private static void body(int threads, Merging merging, Path out, List<Entry> entries) {
        List<BodyPart> parts = new ArrayList<>();
        for (Entry entry : entries) {
            parts.add(new BodyPart(entry.domain(), entry.id().hex(), entry.adapter().config(), entry.adapter().body(),
                    merging.weights().of(entry.domain())));
        }
        MergedBody body = Merger.merge(merging, parts);
        SequencedMap<String, String> digests;
        try (PrefetchedTensors ahead = new PrefetchedTensors(body.tensors(), threads)) {
            DigestingTensors tensors = new DigestingTensors(ahead);
            AdapterWriter.writePeft(new LocalSink(out), new AdapterWriter.Body(entries.get(0).adapter(),
                    MixtureWriter.NAME, body.config(), tensors.layers(), tensors::read), Optional.empty());
            digests = tensors.digests();
        }
        if (!digests.equals(DigestingTensors.of(open(out).body()))) {
            throw new IllegalStateException("'" + out + "' does not read back as it was written");
        }
    }

    private static Adapter open(Path directory) {
        return AdapterReader.open(new LocalFiles(directory));
    }
}
