package dev.shaker.fsd;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.AdapterScan;
import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.adapter.Tensors;
import dev.shaker.adapter.UpdateSample;
import dev.shaker.adapter.io.AdapterReader;
import dev.shaker.tensor.RowSample;
import dev.shaker.tensor.SignPlanes;
import dev.shaker.tensor.TensorShape;

import static org.assertj.core.api.Assertions.assertThat;

class UpdatePlanesTest {
    private static final String MODULE = "encoder.layer.0.attention.self.query";

    @Property(tries = 100)
    void signsAreThoseOfTheWholeProduct(@ForAll @IntRange(min = 1, max = 300) int in,
            @ForAll @IntRange(min = 1, max = 70) int out, @ForAll @IntRange(min = 1, max = 5) int rank,
            @ForAll boolean negative, @ForAll Random random) {
        float[] a = gaussian(rank * in, random, 1e-30);
        float[] b = gaussian(out * rank, random, 1e-30);
        double scale = negative ? -2 : 2;

        SignPlanes planes = planes(a, b, in, out, rank, scale * rank);

        float[] product = new float[out * in];
        for (int i = 0; i < out; i++) {
            for (int j = 0; j < in; j++) {
                double sum = 0;
                for (int k = 0; k < rank; k++) {
                    sum += (double) b[i * rank + k] * a[k * in + j];
                }
                product[i * in + j] = (float) Math.signum(scale * sum);
            }
        }
        assertThat(planes).isEqualTo(SignPlanes.pack(product));
    }

    @Property(tries = 50)
    void aSampleIsTheRowsOfTheWholeProduct(@ForAll @IntRange(min = 65, max = 200) int out,
            @ForAll @IntRange(min = 1, max = 130) int in, @ForAll Random random) {
        float[] a = gaussian(3 * in, random, 1);
        float[] b = gaussian(out * 3, random, 1);
        UpdateSample sample = new UpdateSample(1, 5);

        SignPlanes whole = planes(a, b, in, out, 3, 3);
        SignPlanes some = planes(a, b, in, out, 3, 3, Optional.of(sample));

        assertThat(some.sample()).contains(new RowSample(in, (long) out * in));
        int[] rows = sample.rows(MODULE, out, in).orElseThrow();
        assertThat(some.elements()).isEqualTo((long) rows.length * in);
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < in; j++) {
                assertThat(bit(some.sign(), i * in + j)).isEqualTo(bit(whole.sign(), rows[i] * in + j));
                assertThat(bit(some.nonZero(), i * in + j)).isEqualTo(bit(whole.nonZero(), rows[i] * in + j));
            }
        }
    }

    private static boolean bit(long[] words, int at) {
        return (words[at >>> 6] >>> at & 1) == 1;
    }

    @Test
    void turningBothFactorsChangesNothingHereAndEverythingInTheFactors() {
        Adapter adapter = AdapterReader.open(new LocalFiles(Path.of("src/sample/lora/nli")));
        Tensors turned = new Turned(adapter.body());
        LoraConfig config = (LoraConfig) adapter.config();

        var update = PairCounter.count(UpdatePlanes.of(config, adapter.body()), UpdatePlanes.of(config, turned),
                Basis.UPDATE).orElseThrow();
        var factors = PairCounter.count(AdapterScan.scan(adapter).planes(),
                AdapterScan.scan(new Adapter("turned", adapter.format(), "turned", "", config, turned, adapter.head(),
                        adapter.source())).planes(),
                Basis.FACTORS).orElseThrow();

        assertThat(update.conflicts()).isZero();
        assertThat(update.total()).isEqualTo(8L * 128 * 128);
        assertThat(factors.fsdBothNonZero()).isEqualTo(Ratio.of(1, 1));
    }

    @Test
    void differentRanksAreComparable() {
        Random random = new Random(4);
        float[] a = gaussian(2 * 5, random, 1);
        float[] b = gaussian(3 * 2, random, 1);
        // The same update with a third component of zeros.
        float[] widerA = Arrays.copyOf(a, 3 * 5);
        float[] widerB = { b[0], b[1], 0, b[2], b[3], 0, b[4], b[5], 0 };

        assertThat(planes(a, b, 5, 3, 2, 2)).isEqualTo(planes(widerA, widerB, 5, 3, 3, 3));
    }

    private static SignPlanes planes(float[] a, float[] b, int in, int out, int rank, double alpha) {
        return planes(a, b, in, out, rank, alpha, Optional.empty());
    }

    private static SignPlanes planes(float[] a, float[] b, int in, int out, int rank, double alpha,
            Optional<UpdateSample> sample) {
        var config = new LoraConfig(in, rank, alpha, false, new TreeSet<>(List.of("attention.self.query")),
                Map.of(MODULE, rank), Map.of(MODULE, alpha));
        AdapterLayer layerA = new AdapterLayer(MODULE + ".lora_A", TensorShape.of(rank, in), "a");
        AdapterLayer layerB = new AdapterLayer(MODULE + ".lora_B", TensorShape.of(out, rank), "b");
        Tensors body = new Tensors() {
            @Override
            public List<AdapterLayer> layers() {
                return List.of(layerA, layerB);
            }

            @Override
            public float[] read(AdapterLayer layer) {
                return layer.equals(layerA) ? a : b;
            }
        };
        return new ArrayList<>(UpdatePlanes.of(config, body, sample).values()).get(0);
    }

    private static float[] gaussian(int n, Random random, double sigma) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) (sigma * random.nextGaussian());
        }
        return values;
    }

    private record Turned(Tensors source) implements Tensors {
        @Override
        public List<AdapterLayer> layers() {
            return source.layers();
        }

        @Override
        public float[] read(AdapterLayer layer) {
            float[] values = source.read(layer);
            for (int i = 0; i < values.length; i++) {
                values[i] = -values[i];
            }
            return values;
        }
    }
}
