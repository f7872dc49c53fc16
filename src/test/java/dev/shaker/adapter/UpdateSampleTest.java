package dev.shaker.adapter;

import java.util.TreeMap;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.shaker.tensor.TensorShape;

import static org.assertj.core.api.Assertions.assertThat;

class UpdateSampleTest {
    private static final UpdateSample SAMPLE = new UpdateSample(1 << 20, 1);
    private static final long MANY = 1L << 40;

    @Test
    void rowsAreDistinctAscendingAndTheSameForEverybody() {
        int[] rows = SAMPLE.rows("layers.0.self_attn.q_proj", 4096, 4096).orElseThrow();

        assertThat(rows).hasSize(256).isSorted().doesNotHaveDuplicates();
        assertThat(rows[0]).isNotNegative();
        assertThat(rows[255]).isLessThan(4096);
        // Stored planes hold these rows: another draw would compare them with others.
        assertThat(new int[]{ rows[0], rows[1], rows[2] }).containsExactly(14, 28, 42);
        assertThat(SAMPLE.rows("layers.1.self_attn.q_proj", 4096, 4096).orElseThrow()).isNotEqualTo(rows);
        assertThat(new UpdateSample(1 << 20, 2).rows("layers.0.self_attn.q_proj", 4096, 4096).orElseThrow())
                .isNotEqualTo(rows);
    }

    @Test
    void nothingIsLeftOutOfASmallModuleAndOfLongRowsSomeAreKept() {
        assertThat(SAMPLE.rows("q", 1024, 1024)).isEmpty();
        assertThat(SAMPLE.size(1025, 1024)).isEqualTo(1024);
        assertThat(SAMPLE.size(4096, 128_256)).isEqualTo(UpdateSample.LEAST_ROWS);
        assertThat(SAMPLE.rows("short", 60, 128_256)).isEmpty();
    }

    @Test
    void everyRowIsAsLikelyAsAnother() {
        int[] hits = new int[40];
        for (int module = 0; module < 4000; module++) {
            for (int row : new UpdateSample(64 * 50L, 9).rows("m" + module, 80, 50).orElseThrow()) {
                hits[row / 2]++;
            }
        }
        // 64 of 80 rows, in pairs: 1.6 a module, of standard deviation 0.56 sqrt(4000) = 36
        assertThat(IntStream.of(hits).boxed().toList()).allSatisfy(hit -> assertThat(hit).isBetween(6220, 6580));
    }

    /** All linear modules of Llama-3-8B together take what two of them may. */
    @Test
    void aWholeAdapterIsBoundedToo() {
        SpaceSignature all = signature(4096, 4096, 1024, 4096, 14_336, 4096, 4096, 14_336);
        long most = 1 << 20;

        UpdateSample bounded = all.sampling(SAMPLE, most).sampled().orElseThrow();

        long drawn = all.updates().values().stream()
                .mapToLong(update -> (long) bounded.size(update.dimension(0), update.dimension(1))
                        * update.dimension(1))
                .sum();
        assertThat(drawn).isBetween(most - 4 * 14_336L, most);
        assertThat(bounded.size(4096, 14_336)).isGreaterThanOrEqualTo(16).isLessThan(UpdateSample.LEAST_ROWS);
        assertThat(all.sampling(SAMPLE, MANY).sampled()).contains(SAMPLE);
        assertThat(SpaceSignature.parse(all.sampling(SAMPLE, most).json())).isEqualTo(all.sampling(SAMPLE, most));
        assertThat(all.sampling(SAMPLE, MANY).json()).doesNotContain("rows");
    }

    @Test
    void aSignatureSamplesOnlyWhereAnUpdateIsLargeAndElseStaysWhatItWas() {
        SpaceSignature large = signature(1024, 2048);
        SpaceSignature small = signature(1024, 1024);

        assertThat(small.sampling(SAMPLE, MANY)).isSameAs(small);
        assertThat(small.json()).doesNotContain("sample");
        assertThat(large.sampling(SAMPLE, MANY).sampled()).contains(SAMPLE);
        assertThat(SpaceSignature.parse(large.sampling(SAMPLE, MANY).json())).isEqualTo(large.sampling(SAMPLE, MANY));
        assertThat(SpaceSignature.parse(large.json()).sampled()).isEmpty();
        assertThat(large.sampledAs(SpaceSignature.parse(small.json())).sampled()).isEmpty();
    }

    /** @param extents [out,in] of each module */
    private static SpaceSignature signature(int... extents) {
        var shapes = new TreeMap<String, TensorShape>();
        for (int i = 0; i < extents.length; i += 2) {
            shapes.put("m" + i + ".lora_A", TensorShape.of(8, extents[i + 1]));
            shapes.put("m" + i + ".lora_B", TensorShape.of(extents[i], 8));
        }
        return new SpaceSignature("d", AdapterMethod.LORA, "lora hidden=0", shapes, null);
    }
}
