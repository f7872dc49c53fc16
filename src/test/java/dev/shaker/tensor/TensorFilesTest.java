package dev.shaker.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class TensorFilesTest {
    private static final String ONE = "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";

    /** 640, 896, 1152 and 1408 begin like a pickle of protocol 2 to 5, 35615 like gzip, 67324752 like a ZIP archive. */
    @ParameterizedTest
    @ValueSource(ints = { 640, 896, 1152, 1408, 35_615, 67_324_752 })
    void aHeaderWhoseLengthLooksLikeAnotherFormatIsRead(int length) {
        assertThat(TensorFiles.open(file(length)).read("x")).containsExactly(7);
    }

    @Property(tries = 3_000)
    void headersOfEveryLengthAreRead(@ForAll @IntRange(min = 56, max = 70_000) int length) {
        assertThat(TensorFiles.open(file(length)).read("x")).containsExactly(7);
    }

    @Test
    void everyLengthUpToFourThousandIsRead() {
        for (int length = ONE.length(); length <= 4_096; length++) {
            assertThat(TensorFiles.open(file(length)).read("x")).containsExactly(7);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            version https://git-lfs.github.com/spec/v1   | git lfs pull
            <!DOCTYPE html><html>                        | HTML
            <html lang='en'>                             | HTML
            <?xml version='1.0'?><Error>                 | XML
            {"error":"not found"}                        | JSON
            [1, 2]                                       | JSON
            GGUF0000000000000000000000000                | GGUF""")
    void whatIsSomethingElseIsNamedWithItsRemedy(String start, String said) {
        ShakerException refused = refusal((start + "\n" + "x".repeat(200)).getBytes(StandardCharsets.UTF_8));
        assertThat(refused.code()).isEqualTo(ErrorCode.TENSOR_FILE_FOREIGN);
        assertThat(refused).hasMessageContaining("f.bin").hasMessageContaining(said);
    }

    @Test
    void anEmptyFileIsCalledEmpty() {
        assertThat(refusal(new byte[0])).hasMessageContaining("is empty");
    }

    @Test
    void aPickleWithCodeInItIsNeverToBeLoaded() {
        ShakerException refused = refusal(
                "\u0080\u0002cos\nsystem\nX\u0002\0\0\0id\u0085R.".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(refused.code()).isEqualTo(ErrorCode.PICKLE_GLOBAL_FORBIDDEN);
        assertThat(refused).hasMessageContaining("os.system").hasMessageContaining("do not load it");
        assertThat(refused.getMessage()).doesNotContain("torch.load");
    }

    @Test
    void aPlainPickleOfDataIsNotAdvisedToBeLoadedEither() {
        ShakerException refused = refusal(new byte[]{ (byte) 0x80, 4, ']', '.' });
        assertThat(refused.code()).isEqualTo(ErrorCode.TENSOR_FILE_FOREIGN);
        assertThat(refused).hasMessageContaining("plain pickle");
        assertThat(refused.getMessage()).doesNotContain("torch.load");
    }

    @ParameterizedTest
    @ValueSource(chars = { '}', ']', ')', 'N' })
    void aPickleOfMillionsOfObjectsIsRefusedBeforeTheyFillTheMemory(char opcode) {
        byte[] bytes = new byte[20 << 20];
        Arrays.fill(bytes, (byte) opcode);
        bytes[bytes.length - 1] = '.';
        var refused = catchThrowableOfType(ShakerException.class,
                () -> Pickle.readStateDict("f.bin", ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN)));
        assertThat(refused.code()).isEqualTo(ErrorCode.TENSOR_FILE_MALFORMED);
        assertThat(refused).hasMessageContaining("2000000");
    }

    @Test
    void aMemoOfMillionsIsRefusedToo() {
        byte[] bytes = new byte[20 << 20];
        Arrays.fill(bytes, (byte) 0x94);
        bytes[0] = '}';
        var refused = catchThrowableOfType(ShakerException.class,
                () -> Pickle.readStateDict("f.bin", ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN)));
        assertThat(refused).hasMessageContaining("2000000");
    }

    private static ShakerException refusal(byte[] bytes) {
        return catchThrowableOfType(ShakerException.class,
                () -> TensorFiles.open(new MemoryByteSource("f.bin", bytes)));
    }

    private static MemoryByteSource file(int headerLength) {
        byte[] bytes = new byte[8 + headerLength + 4];
        Arrays.fill(bytes, (byte) ' ');
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, headerLength).putFloat(8 + headerLength, 7);
        System.arraycopy(ONE.getBytes(StandardCharsets.US_ASCII), 0, bytes, 8, ONE.length());
        return new MemoryByteSource("x.safetensors", bytes);
    }
}
