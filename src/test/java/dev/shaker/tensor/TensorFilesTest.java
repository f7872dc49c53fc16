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

    /** 10-lfs-pointer, its brothers: what hubs and stores answer in place of a file. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Entry not found                                   | begins 'Entry not found'
            404                                               | begins '404'
            Access to model x is restricted. Please log in.   | begins 'Access to model x
            # xet version 0                                   | Xet
            /annex/objects/SHA256E-s5648--e3b0c44298fc1c149   | begins '/annex/objects""")
    void aTextInPlaceOfTensorsIsShown(String text, String said) {
        ShakerException refused = refusal(text.getBytes(StandardCharsets.UTF_8));
        assertThat(refused.code()).isEqualTo(ErrorCode.TENSOR_FILE_FOREIGN);
        assertThat(refused).hasMessageContaining(said).hasMessageContaining("upload it again");
    }

    @Test
    void ofALongTextOnlyTheBeginningIsShown() {
        assertThat(refusal("word ".repeat(100_000).getBytes(StandardCharsets.UTF_8)).getMessage()).hasSizeLessThan(300);
    }

    @Test
    void aDownloadOfNothingButZerosIsNamed() {
        assertThat(refusal(new byte[4_096])).hasMessageContaining("never finished");
    }

    @ParameterizedTest
    @ValueSource(strings = { "cposix\nsystem\n(S'id'\ntR.", "(cos\nsystem\nS'id'\no.", "c__builtin__\neval\n(tR." })
    void aPickleOfTheFirstProtocolIsNotTakenForAText(String pickle) {
        ShakerException refused = refusal(pickle.getBytes(StandardCharsets.US_ASCII));
        assertThat(refused.code()).isEqualTo(ErrorCode.PICKLE_GLOBAL_FORBIDDEN);
        assertThat(refused).hasMessageContaining("do not load it");
    }

    /** Cut inside its header, the first bytes are those of a pickle, of gzip, of a ZIP archive. */
    @ParameterizedTest
    @ValueSource(ints = { 640, 896, 1152, 1408, 35_615, 67_324_752 })
    void aFileCutInItsHeaderIsCalledCutWhateverItsLengthLooksLike(int length) {
        byte[] cut = new byte[8 + ONE.length()];
        ByteBuffer.wrap(cut).order(ByteOrder.LITTLE_ENDIAN).putLong(0, length);
        System.arraycopy(ONE.getBytes(StandardCharsets.US_ASCII), 0, cut, 8, ONE.length());
        ShakerException refused = refusal(cut);
        assertThat(refused.code()).isEqualTo(ErrorCode.TENSOR_FILE_TRUNCATED);
        assertThat(refused).hasMessageContaining("header of " + length).hasMessageContaining("copy the file again");
    }

    @Test
    void aHeaderOfMoreTensorsThanAnyModelHasIsRefused() {
        StringBuilder header = new StringBuilder("{");
        for (int i = 0; i <= SafetensorsHeader.MAX_ENTRIES; i++) {
            header.append(i == 0 ? "" : ",").append('"').append(i)
                    .append("\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}");
        }
        byte[] text = header.append('}').toString().getBytes(StandardCharsets.US_ASCII);
        byte[] bytes = new byte[8 + text.length];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(text.length).put(text);
        assertThat(refusal(bytes)).hasMessageContaining("more than 200000 tensors");
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
