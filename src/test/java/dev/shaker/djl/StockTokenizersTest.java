package dev.shaker.djl;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.shaker.adapter.LocalFiles;
import dev.shaker.evaluation.rows.DomainRows;
import dev.shaker.evaluation.rows.Row;

import static org.assertj.core.api.Assertions.assertThat;

/** Every tokenizer class that is taken against the stock library, on texts that are hard to take apart: tokenizers_golden.py. */
class StockTokenizersTest {
    private static final int EVERY = 7;
    private static final int SHORT = 24;

    static Stream<String> tokenizers() {
        return Unzipped.names().stream();
    }

    @ParameterizedTest
    @MethodSource("tokenizers")
    void idsAreTheStockLibrarysOfTextsAndPairs(String name, @TempDir Path directory) throws IOException {
        // Given
        Unzipped.unpack(name, directory);
        List<String> texts = Unzipped.texts();
        ByteBuffer expected = ByteBuffer.wrap(Unzipped.bytes(name + "/ids.crc"));
        List<Row> pairs = new ArrayList<>();
        for (int i = EVERY - 1; i < texts.size(); i += EVERY) {
            pairs.add(new Row(0, texts.get(i - 1), texts.get(i)));
        }

        // When
        List<int[]> whole;
        List<EncodedRow> truncated;
        try (TextTokenizer tokenizer = TextTokenizer.whole(new LocalFiles(directory));
                TextTokenizer truncating = TextTokenizer.open(new LocalFiles(directory), SHORT)) {
            whole = tokenizer.encode(texts);
            truncated = truncating.encode(new DomainRows(name, pairs, true, 0));
        }

        // Then
        List<String> other = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            if (expected.getInt() != crc(whole.get(i))) {
                other.add(texts.get(i) + " -> " + Arrays.toString(whole.get(i)));
            }
        }
        for (int i = 0; i < pairs.size(); i++) {
            if (expected.getInt() != crc(truncated.get(i).ids())) {
                other.add(pairs.get(i) + " -> " + Arrays.toString(truncated.get(i).ids()));
            }
        }
        assertThat(expected.hasRemaining()).isFalse();
        assertThat(other).as("%s: %d of %d differ", name, other.size(), texts.size() + pairs.size()).isEmpty();
    }

    private static int crc(int[] ids) {
        CRC32 crc = new CRC32();
        crc.update(Arrays.stream(ids).mapToObj(Integer::toString).collect(Collectors.joining(" "))
                .getBytes(StandardCharsets.UTF_8));
        return (int) crc.getValue();
    }
}
