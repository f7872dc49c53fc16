package dev.shaker.mixture.select;

import java.util.List;

import org.junit.jupiter.api.Test;

import dev.shaker.Named;
import dev.shaker.fsd.FsdMatrix;
import dev.shaker.mixture.spec.Measure;
import dev.shaker.similarity.Similarities;
import dev.shaker.similarity.Similarity;
import dev.shaker.similarity.Spectrum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

class DistancesTest {
    private static final Spectrum ONE = new Spectrum(1, 0, 1);

    @Test
    void aDistanceIsTheAngleByHalfATurnOrTheEnergyThatIsNotShared() {
        FsdMatrix cosine = matrix(Measure.COSINE, pair(0.5, ONE, 0.3, 0.1));
        FsdMatrix subspace = matrix(Measure.SUBSPACE, pair(0.5, ONE, 0.3, 0.1));

        assertThat(cosine.fsd(0, 1).orElseThrow().toDouble()).isCloseTo(1 / 3.0, offset(1e-9));
        assertThat(subspace.fsd(0, 1).orElseThrow().toDouble()).isCloseTo(0.8, offset(1e-9));
        assertThat(matrix(Measure.COSINE, pair(-1, ONE, 1, 1)).fsd(0, 1).orElseThrow().toDouble()).isEqualTo(1);
    }

    @Test
    void whatDoesNothingIsAStranger() {
        Similarity dead = pair(0, Spectrum.NONE, 0, 0);

        assertThat(matrix(Measure.COSINE, dead).fsd(0, 1).orElseThrow().toDouble()).isEqualTo(0.5);
        assertThat(matrix(Measure.SUBSPACE, dead).fsd(0, 1).orElseThrow().toDouble()).isEqualTo(1);
        assertThatThrownBy(() -> matrix(Measure.FSD, dead)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Similarity pair(double inner, Spectrum b, double sharedA, double sharedB) {
        return new Similarity(inner, ONE, b, 0, 0, sharedA, sharedB, new double[0], new double[0]);
    }

    private static FsdMatrix matrix(Measure measure, Similarity pair) {
        return Distances.of(measure,
                List.of(new FsdMatrix.Entry(Named.domain("a"), Named.adapter("1")),
                        new FsdMatrix.Entry(Named.domain("b"), Named.adapter("2"))),
                Similarities.of(2, (i, j) -> pair));
    }
}
