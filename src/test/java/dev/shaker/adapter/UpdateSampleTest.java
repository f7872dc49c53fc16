package dev.shaker.adapter;

import java.util.TreeMap;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.shaker.tensor.TensorShape;

import static org.assertj.core.api.Assertions.assertThat;

class UpdateSampleTest {
    private static final UpdateSample SAMPLE = new UpdateSample(1 << 20, 1);

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

    @Test
    void aSignatureSamplesOnlyWhereAnUpdateIsLargeAndElseStaysWhatItWas() {
        SpaceSignature large = signature(1024, 2048);
        SpaceSignature small = signature(1024, 1024);

        assertThat(small.sampling(SAMPLE)).isSameAs(small);
        assertThat(small.json()).doesNotContain("sample");
        assertThat(large.sampling(SAMPLE).sampled()).contains(SAMPLE);
        assertThat(SpaceSignature.parse(large.sampling(SAMPLE).json())).isEqualTo(large.sampling(SAMPLE));
        assertThat(SpaceSignature.parse(large.json()).sampled()).isEmpty();
        assertThat(large.sampledAs(SpaceSignature.parse(small.json())).sampled()).isEmpty();
    }

    private static SpaceSignature signature(int out, int in) {
        var shapes = new TreeMap<String, TensorShape>();
        shapes.put("m.lora_A", TensorShape.of(8, in));
        shapes.put("m.lora_B", TensorShape.of(out, 8));
        return new SpaceSignature("d", AdapterMethod.LORA, "lora hidden=0", shapes, null);
    }
}
