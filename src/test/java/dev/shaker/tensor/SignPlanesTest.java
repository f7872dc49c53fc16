package dev.shaker.tensor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Random;
import java.util.SequencedMap;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SignPlanesTest {
    private static final float[] CORNERS = { 0f, -0f, Float.MIN_VALUE, -Float.MIN_VALUE, Float.MAX_VALUE,
            -Float.MAX_VALUE, Float.MIN_NORMAL, -Float.MIN_NORMAL, 1f, -1f };

    @Property(tries = 300)
    void planesEqualTheNaiveOnes(@ForAll("floats") float[] values) {
        // Given
        long[] sign = new long[SignPlanes.words(values.length)];
        long[] nonZero = new long[sign.length];
        SignPacking.packPlainly(values, 0, values.length, sign, nonZero, 0);

        // When
        SignPlanes planes = SignPlanes.pack(values);

        // Then
        assertThat(planes.sign()).isEqualTo(sign);
        assertThat(planes.nonZero()).isEqualTo(nonZero);
        assertThat(SignPlanes.of(values.length, sign, nonZero)).isEqualTo(planes);
    }

    @Property(tries = 60)
    void largeTensorsThatArePackedInBlocksEqualTheNaiveOnesWhereverTheyStand(@ForAll long seed,
            @ForAll @IntRange(min = 8000, max = 40000) int length, @ForAll @IntRange(max = 70) int offset) {
        // Given
        float[] values = values(new Random(seed), offset + length);
        values[offset + length / 2] = Float.NaN;
        values[offset + length / 3] = Float.intBitsToFloat(0xffc00001);
        long[] sign = new long[SignPlanes.words(length)];
        long[] nonZero = new long[sign.length];
        for (int i = 0; i < length; i++) {
            float value = values[offset + i];
            nonZero[i / 64] |= value == 0 ? 0 : 1L << i;
            sign[i / 64] |= value != 0 && Float.floatToRawIntBits(value) < 0 ? 1L << i : 0;
        }

        // When
        SignPlanes planes = SignPlanes.pack(values, offset, length);

        // Then
        assertThat(planes.sign()).isEqualTo(sign);
        assertThat(planes.nonZero()).isEqualTo(nonZero);
    }

    @Property(tries = 200)
    void piecesOfAnyLengthMakeTheSamePlanes(@ForAll("floats") float[] values,
            @ForAll @IntRange(min = 1, max = 200) int piece) {
        // When
        var builder = new SignPlanes.Builder(values.length);
        for (int from = 0; from < values.length; from += piece) {
            builder.add(values, from, Math.min(piece, values.length - from));
        }

        // Then
        assertThat(builder.build()).isEqualTo(SignPlanes.pack(values));
    }

    @Property(tries = 200)
    void theFirstValueThatIsNotFiniteIsFound(@ForAll("floats") float[] values, @ForAll @IntRange(max = 499) int at) {
        assertThat(FiniteCheck.firstNotFinite(values)).isEqualTo(-1);
        if (at < values.length) {
            values[at] = at % 3 == 0 ? Float.NaN : at % 3 == 1 ? Float.POSITIVE_INFINITY : Float.NEGATIVE_INFINITY;
            assertThat(FiniteCheck.firstNotFinite(values)).isEqualTo(at);
        }
    }

    @Example
    void aFileHoldsThePlanesOfAllLayers() throws IOException {
        // Given
        var layers = layers();
        byte[] bytes = write(layers);

        // When
        SignPlaneFile file = SignPlaneFile.open(new MemoryByteSource("planes", bytes));

        // Then
        assertThat(file.adapter()).isEqualTo("cafe");
        assertThat(file.layers()).containsExactly("one", "two", "none");
        assertThat(file.elements("two")).isEqualTo(1000);
        assertThat(file.read("two")).isEqualTo(layers.get("two"));
        assertThat(file.readAll()).isEqualTo(layers);
        assertThat(write(layers)).isEqualTo(bytes);
    }

    @Example
    void rowsOfALargerMatrixSaySoInAFileOfTheNextVersion() throws IOException {
        var layers = layers();
        SignPlanes rows = layers.get("two").asSampleOf(new RowSample(100, 5000));
        layers.put("rows", rows);

        byte[] bytes = write(layers);

        assertThat(bytes[8]).isEqualTo((byte) 2);
        assertThat(write(layers())[8]).isEqualTo((byte) 1);
        SignPlaneFile file = SignPlaneFile.open(new MemoryByteSource("planes", bytes));
        assertThat(file.readAll()).isEqualTo(layers);
        assertThat(file.read("rows").population()).isEqualTo(5000);
        assertThat(rows).isNotEqualTo(layers.get("two"));
        assertThatThrownBy(() -> rows.asSampleOf(new RowSample(99, 9900))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RowSample(100, 4950)).isInstanceOf(IllegalArgumentException.class);
    }

    @Example
    void everyDamagedBitIsNoticed() throws IOException {
        byte[] bytes = write(layers());
        for (int at = 0; at < bytes.length; at++) {
            byte[] damaged = bytes.clone();
            damaged[at] ^= (byte) (1 << (at % 8));
            if (at >= 20 && at < 24) {
                continue;
            }
            assertThatThrownBy(() -> SignPlaneFile.open(new MemoryByteSource("planes", damaged)).readAll())
                    .isInstanceOfSatisfying(ShakerException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.ARTEFACT_CORRUPT));
        }
    }

    @Example
    void aSignWithoutAValueIsRefused() {
        assertThatThrownBy(() -> SignPlanes.of(64, new long[]{ 1 }, new long[]{ 0 }))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SignPlanes.of(3, new long[]{ 0 }, new long[]{ 8 }))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Provide
    Arbitrary<float[]> floats() {
        return Arbitraries.randomValue(random -> values(random, random.nextInt(500)));
    }

    private static SequencedMap<String, SignPlanes> layers() {
        var random = new Random(7);
        var layers = new LinkedHashMap<String, SignPlanes>();
        layers.put("one", SignPlanes.pack(values(random, 65)));
        layers.put("two", SignPlanes.pack(values(random, 1000)));
        layers.put("none", SignPlanes.pack(new float[0]));
        return layers;
    }

    private static float[] values(Random random, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = random.nextInt(3) == 0
                    ? CORNERS[random.nextInt(CORNERS.length)]
                    : (float) random.nextGaussian();
        }
        return values;
    }

    private static byte[] write(SequencedMap<String, SignPlanes> layers) throws IOException {
        var out = new ByteArrayOutputStream();
        SignPlaneFile.write(out, "cafe", layers);
        return out.toByteArray();
    }
}
