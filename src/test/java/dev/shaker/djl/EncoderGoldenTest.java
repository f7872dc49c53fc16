package dev.shaker.djl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.base.BaseModel;
import dev.shaker.adapter.io.AdapterReader;
import dev.shaker.djl.torch.Precision;
import dev.shaker.error.ErrorCode;
import dev.shaker.evaluation.sweep.MemberWeights;
import dev.shaker.tensor.JsonText;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Logits of a random tiny model against the stock libraries' own: src/test/python/encoder_golden.py. */
class EncoderGoldenTest {
    private static final Path GOLDEN = Path.of("src/test/resources/encoder-golden");

    private static NDManager manager;
    private static EncoderWeights base;
    private static JsonNode expected;

    @BeforeAll
    static void load() throws IOException {
        manager = TorchDevice.open("cpu", 1).newManager();
        base = EncoderWeights.load(BaseModel.open(new LocalFiles(GOLDEN.resolve("base"))), Precision.FLOAT32, manager);
        expected = JsonText.parse(ErrorCode.INTERNAL, "expected",
                Files.readAllBytes(GOLDEN.resolve("expected.json")));
    }

    @AfterAll
    static void close() {
        manager.close();
    }

    @ParameterizedTest
    @ValueSource(strings = { "houlsby", "houlsby-pooled", "pfeiffer-gelu", "lora", "lora-rs" })
    void logitsAreTheStockLibrarys(String name) {
        // Given
        Adapter adapter = AdapterReader.open(new LocalFiles(GOLDEN.resolve(name)));
        PreparedBatch padded = new PreparedBatch(TokenBatch.of(rows(), new int[]{ 0, 1, 2, 3, 4, 5 }, 0));
        PreparedBatch equal = new PreparedBatch(TokenBatch.of(rows(), new int[]{ 3, 1 }, 0));
        try (AdaptedEncoder encoder = AdaptedEncoder.of(base, MemberWeights.read(adapter), manager);
                DeviceHead head = DeviceHead.of(adapter.head().orElseThrow(), base, manager);
                NDManager keep = manager.newSubManager()) {
            // When
            float[] first = padded.logits(encoder, head, manager, keep);
            float[] resumed = padded.logits(encoder, head, manager, keep);
            float[] unkept = padded.logits(encoder, head, manager, null);
            float[] unpadded = equal.logits(encoder, head, manager, null);

            // Then
            assertLogits(name, first, 0, 1, 2, 3, 4, 5);
            assertThat(resumed).isEqualTo(first);
            assertThat(unkept).isEqualTo(first);
            assertLogits(name, unpadded, 3, 1);
        }
    }

    private static void assertLogits(String name, float[] actual, int... rows) {
        JsonNode table = expected.path("logits").path(name);
        int labels = table.get(0).size();
        assertThat(actual).hasSize(rows.length * labels);
        for (int i = 0; i < rows.length; i++) {
            for (int c = 0; c < labels; c++) {
                assertThat((double) actual[i * labels + c]).as("%s row %d label %d", name, rows[i], c)
                        .isCloseTo(table.get(rows[i]).get(c).asDouble(), within(2e-5));
            }
        }
    }

    private static List<EncodedRow> rows() {
        List<EncodedRow> rows = new ArrayList<>();
        for (int r = 0; r < expected.path("ids").size(); r++) {
            JsonNode ids = expected.path("ids").get(r);
            int[] values = new int[ids.size()];
            int second = ids.size();
            for (int i = values.length - 1; i >= 0; i--) {
                values[i] = ids.get(i).asInt();
                second = expected.path("types").get(r).get(i).asInt() == 1 ? i : second;
            }
            rows.add(new EncodedRow(values, second));
        }
        return rows;
    }
}
