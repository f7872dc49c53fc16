package dev.shaker.fsd;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.adapter.UpdateSample;
import dev.shaker.tensor.RowSample;
import dev.shaker.tensor.SignPlanes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

/** Counts of sampled rows against counts of all. */
class SampledFsdTest {
    @Property(tries = 60)
    void rowsAreCountedWhereverTheyBeginInAWord(@ForAll @IntRange(min = 1, max = 200) int row,
            @ForAll @IntRange(min = 2, max = 9) int rows, @ForAll Random random) {
        float[] a = gaussian(row * rows, random);
        float[] b = gaussian(row * rows, random);
        RowSample whole = new RowSample(row, 10L * row);

        LayerConflicts counted = PairCounter.layer("m", SignPlanes.pack(a).asSampleOf(whole),
                SignPlanes.pack(b).asSampleOf(whole));

        double[] shares = new double[rows];
        long conflicts = 0;
        for (int i = 0; i < row * rows; i++) {
            if (a[i] * b[i] < 0) {
                shares[i / row] += 1.0 / row;
                conflicts++;
            }
        }
        double mean = (double) conflicts / (row * rows);
        double between = 0;
        for (double share : shares) {
            between += (share - mean) * (share - mean) / (rows - 1);
        }
        assertThat(counted.conflicts()).isEqualTo(Math.round(conflicts * 10.0 / rows));
        assertThat(counted.total()).isEqualTo(10L * row);
        Sampling sampling = counted.sampling().orElseThrow();
        assertThat(sampling.positions()).isEqualTo((long) row * rows);
        assertThat(sampling.standardError())
                .isCloseTo(Math.sqrt((1 - rows / 10.0) * between / rows), offset(1e-12));
    }

    @Test
    void theIntervalHoldsTheExactFsdAsOftenAsItSays() {
        Random random = new Random(3);
        int out = 400;
        int in = 50;
        int held = 0;
        int tries = 1000;
        // Rows differ much: each leans its own way, as rows of a product do.
        float[] a = gaussian(out * in, random);
        float[] b = leaning(a, out, in, random);
        double exact = PairCounter.layer("m", SignPlanes.pack(a), SignPlanes.pack(b)).fsd().toDouble();
        double sum = 0;
        for (int seed = 0; seed < tries; seed++) {
            int[] rows = new UpdateSample(100L * in, seed).rows("m", out, in).orElseThrow();
            RowSample whole = new RowSample(in, (long) out * in);
            LayerConflicts counted = PairCounter.layer("m", SignPlanes.pack(some(a, rows, in)).asSampleOf(whole),
                    SignPlanes.pack(some(b, rows, in)).asSampleOf(whole));
            Sampling sampling = counted.sampling().orElseThrow();
            sum += counted.fsd().toDouble();
            held += sampling.low(counted.fsd()) <= exact && exact <= sampling.high(counted.fsd()) ? 1 : 0;
        }
        assertThat(sum / tries).isCloseTo(exact, offset(0.002));
        assertThat(held).isBetween(925, 975);
    }

    @Test
    void modulesWeighAsTheirWholeSizesWhateverWasDrawnOfThem() {
        Random random = new Random(5);
        Map<String, SignPlanes> a = new TreeMap<>();
        Map<String, SignPlanes> b = new TreeMap<>();
        float[] large = gaussian(64 * 30, random);
        RowSample whole = new RowSample(30, 640 * 30L);
        a.put("large", SignPlanes.pack(large).asSampleOf(whole));
        b.put("large", SignPlanes.pack(negated(large)).asSampleOf(whole));
        float[] small = gaussian(2000, random);
        a.put("small", SignPlanes.pack(small));
        b.put("small", SignPlanes.pack(small));
        a.put("alone", SignPlanes.pack(gaussian(64 * 30, random)).asSampleOf(whole));

        PairConflicts counted = PairCounter.count(a, b, Basis.UPDATE).orElseThrow();

        assertThat(counted.total()).isEqualTo(2 * 640 * 30 + 2000);
        assertThat(counted.conflicts()).isEqualTo(640 * 30);
        assertThat(counted.sampling()).contains(new Sampling(2 * 64 * 30 + 2000, 0));
        assertThat(PairCounter.sums(a, b, Basis.UPDATE)).contains(counted.sums());
        assertThat(PairCounter.sums(b, a, Basis.UPDATE)).contains(counted.sums());
        assertThat(counted.layers()).extracting(LayerConflicts::layer).isEqualTo(List.of("alone", "large", "small"));
        b.put("large", SignPlanes.pack(large).asSampleOf(new RowSample(30, 650 * 30L)));
        assertThat(PairCounter.count(a, b, Basis.UPDATE)).isEmpty();
    }

    private static float[] leaning(float[] a, int out, int in, Random random) {
        float[] b = new float[a.length];
        for (int i = 0; i < out; i++) {
            double share = random.nextDouble();
            for (int j = 0; j < in; j++) {
                b[i * in + j] = random.nextDouble() < share ? -a[i * in + j] : a[i * in + j];
            }
        }
        return b;
    }

    private static float[] some(float[] matrix, int[] rows, int in) {
        float[] some = new float[rows.length * in];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(matrix, rows[i] * in, some, i * in, in);
        }
        return some;
    }

    private static float[] negated(float[] values) {
        float[] negated = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            negated[i] = -values[i];
        }
        return negated;
    }

    private static float[] gaussian(int n, Random random) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
