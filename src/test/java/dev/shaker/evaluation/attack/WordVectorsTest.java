package dev.shaker.evaluation.attack;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WordVectorsTest {
    private static final String LINES = """
            good 1 0
            great 0.9 0.1
            fine 8 6.1
            decent 8 5.9
            bad -1 0
            !! 1 0
            Good 0 1
            """;

    @Test
    void neighboursWithinTheCosineAreSynonymsTheNearestFirst() {
        WordVectors vectors = read(LINES.getBytes(StandardCharsets.UTF_8));

        // The cosines are 0.994, 0.805 and 0.795; what is no word and what stands a second time does not count.
        assertThat(vectors.of("good", PartOfSpeech.ADJECTIVE, 50)).containsExactly("great", "decent");
        assertThat(vectors.of("good", PartOfSpeech.ADJECTIVE, 1)).containsExactly("great");
        assertThat(vectors.of("bad", PartOfSpeech.ADJECTIVE, 50)).isEmpty();
        assertThat(vectors.of("unknown", PartOfSpeech.NOUN, 50)).isEmpty();
    }

    @Test
    void gzipAndALineOfCountsAreUnderstood() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(("7 2\n" + LINES).getBytes(StandardCharsets.UTF_8));
        }

        assertThat(read(bytes.toByteArray()).of("great", PartOfSpeech.ADJECTIVE, 50)).startsWith("good");
    }

    @ParameterizedTest
    @ValueSource(strings = { "good 1 0\ngreat 1\n", "good 1 0\ngreat 1 x\n", "good 1 0\ngreat NaN 1\n",
            "good 1 0\ngreat\n" })
    void aBrokenLineIsNamed(String lines) {
        assertThatThrownBy(() -> read(lines.getBytes(StandardCharsets.UTF_8))).isInstanceOf(ShakerException.class)
                .hasMessageContaining("'vectors.txt', line 2").extracting("code")
                .isEqualTo(ErrorCode.DATA_FILE_INVALID);
    }

    @Test
    void anEmptyFileIsRefused() {
        assertThatThrownBy(() -> read(new byte[0])).hasMessageContaining("hold no word");
    }

    private static WordVectors read(byte[] bytes) {
        return WordVectors.read(new ByteArrayInputStream(bytes), "vectors.txt", 0.8);
    }
}
