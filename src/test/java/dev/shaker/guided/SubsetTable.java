package dev.shaker.guided;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

import org.jspecify.annotations.Nullable;

import dev.shaker.Named;
import dev.shaker.identity.DomainName;

/**
 * Every subset of the sample's adapters that holds one target, measured on rows of the target: the truth that a choice is held
 * against. The files are gzip: the number of rows as a big-endian int, then for each row a bit for each mask of {@link #masks},
 * set where the row was right, padded to bytes.
 *
 * @param target its place among the domains
 * @param labels of the table's rows
 * @param right by mask
 */
public record SubsetTable(int target, int[] labels, int classes, Map<Long, BitSet> right) {
    public static final List<DomainName> DOMAINS = Stream
            .of("abstracts", "answers", "authors", "comments", "duplicates",
                    "earnings", "entailment", "films", "headlines", "nli", "paraphrase", "posts", "reviews")
            .map(Named::domain)
            .toList();
    private static final Path DIRECTORY = Path.of("src/test/resources/guided");

    /** The domains that were measured, by name. */
    public static List<String> measured() {
        return DOMAINS.stream().map(DomainName::name).filter(name -> Files.exists(file(name))).toList();
    }

    private static Path file(String target) {
        return DIRECTORY.resolve(target + ".bits.gz");
    }

    public static SubsetTable of(String target) {
        int place = DOMAINS.indexOf(Named.domain(target));
        List<Long> masks = masks(DOMAINS.size(), place);
        try (var in = new GZIPInputStream(Files.newInputStream(file(target)))) {
            ByteBuffer bytes = ByteBuffer.wrap(in.readAllBytes());
            int rows = bytes.getInt();
            Map<Long, BitSet> right = new HashMap<>();
            masks.forEach(mask -> right.put(mask, new BitSet()));
            byte[] line = new byte[(masks.size() + 7) / 8];
            for (int row = 0; row < rows; row++) {
                int at = row;
                bytes.get(line);
                BitSet.valueOf(line).stream().forEach(i -> right.get(masks.get(i)).set(at));
            }
            int[] labels = labels(target, rows);
            return new SubsetTable(place, labels, Arrays.stream(labels).max().orElseThrow() + 1, right);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Keeps what {@code SubsetTableMain} measured: the parts {@code TARGET-FROM-TO.bits} that follow each other from row 0. */
    public static void keep(Path parts, String target) throws IOException {
        List<Long> masks = masks(DOMAINS.size(), DOMAINS.indexOf(Named.domain(target)));
        List<BitSet> rows = new ArrayList<>();
        for (var part = part(parts, target, 0); part != null; part = part(parts, target, rows.size())) {
            String[] range = part.getFileName().toString().split("[-.]", -1);
            int count = Integer.parseInt(range[2]) - Integer.parseInt(range[1]);
            byte[] bits = Files.readAllBytes(part);
            int bytes = (count + 7) / 8;
            int from = rows.size();
            for (int row = 0; row < count; row++) {
                rows.add(new BitSet());
            }
            for (int i = 0; i < masks.size(); i++) {
                int mask = i;
                BitSet.valueOf(ByteBuffer.wrap(bits, i * bytes, bytes)).stream()
                        .forEach(row -> rows.get(from + row).set(mask));
            }
        }
        var packed = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(new GZIPOutputStream(packed))) {
            out.writeInt(rows.size());
            for (BitSet row : rows) {
                out.write(Arrays.copyOf(row.toByteArray(), (masks.size() + 7) / 8));
            }
        }
        Files.createDirectories(DIRECTORY);
        Files.write(file(target), packed.toByteArray());
    }

    private static @Nullable Path part(Path parts, String target, int from) throws IOException {
        try (Stream<Path> files = Files.list(parts)) {
            return files.filter(file -> file.getFileName().toString().matches(target + "-" + from + "-[0-9]+[.]bits"))
                    .findFirst().orElse(null);
        }
    }

    /** Every subset that holds the target, ascending, then each other adapter alone. */
    public static List<Long> masks(int members, int target) {
        List<Long> masks = new ArrayList<>();
        for (long mask = 0; mask < 1L << members; mask++) {
            if ((mask >> target & 1) == 1) {
                masks.add(mask);
            }
        }
        for (int member = 0; member < members; member++) {
            if (member != target) {
                masks.add(1L << member);
            }
        }
        return masks;
    }

    /** Of the first rows in the order of seed 0. */
    private static int[] labels(String target, int rows) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("src/sample/domains", target, "test.tsv"));
        int[] all = lines.stream().skip(1).mapToInt(line -> Integer.parseInt(line.substring(0, line.indexOf('\t'))))
                .toArray();
        return Arrays.stream(RowOrder.of(all, 0).rows(0, rows)).map(row -> all[row]).toArray();
    }

    String name() {
        return DOMAINS.get(target).name();
    }

    public int size() {
        return labels.length;
    }

    /** The target with its rows divided by a seed. */
    TargetRows rows(long seed, int search) {
        return new TargetRows(DOMAINS.get(target), 1, labels, classes,
                new RowSplit(RowOrder.of(labels, seed), search));
    }

    /** Answers with the table's bits, without logits. */
    RowAnswers answer(long mask, int[] places) {
        BitSet some = new BitSet();
        for (int i = 0; i < places.length; i++) {
            some.set(i, right.get(mask).get(places[i]));
        }
        return new RowAnswers(new float[0], some);
    }

    /** How many of some rows a subset has right. */
    int right(long mask, int[] rows) {
        int count = 0;
        for (int row : rows) {
            count += right.get(mask).get(row) ? 1 : 0;
        }
        return count;
    }

    /** By size, the most that any subset with the target has right. */
    Map<Integer, Long> best(ToIntFunction<Long> right) {
        Map<Integer, Long> best = new TreeMap<>();
        masks(DOMAINS.size(), target).stream().filter(mask -> (mask >> target & 1) == 1)
                .forEach(mask -> best.merge(Long.bitCount(mask), mask,
                        (one, other) -> right.applyAsInt(other) > right.applyAsInt(one) ? other : one));
        return best;
    }
}
