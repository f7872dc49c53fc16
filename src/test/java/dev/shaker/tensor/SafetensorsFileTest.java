package dev.shaker.tensor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SafetensorsFileTest {
    @Test
    void whatTheWriterWroteIsRead() throws IOException {
        // Given
        var out = new ByteArrayOutputStream();
        var infos = List.of(new TensorInfo("b", TensorType.F32, TensorShape.of(2, 2)),
                new TensorInfo("a", TensorType.F32, TensorShape.of()),
                new TensorInfo("none", TensorType.F32, TensorShape.of(0, 3)));
        SafetensorsWriter.write(out, infos, Map.of("format", "pt"), info -> switch (info.name()) {
            case "b" -> new float[]{ 1, -2, 3, -0f };
            case "a" -> new float[]{ 7 };
            default -> new float[0];
        });

        // When
        TensorFile file = TensorFiles.open(new MemoryByteSource("x.safetensors", out.toByteArray()));

        // Then
        assertThat(file.tensors()).containsExactlyInAnyOrderElementsOf(infos);
        assertThat(file.read("b")).containsExactly(1, -2, 3, -0f);
        assertThat(file.read("a")).containsExactly(7);
        assertThat(file.read("none")).isEmpty();
        assertThat(file.readRaw("a").getFloat()).isEqualTo(7f);
        assertThat(file.metadata()).containsExactly(Map.entry("format", "pt"));
        assertThat(file.find("c")).isEmpty();
        assertThat(out.size() % 4).isZero();
    }

    @Test
    void piecesTogetherAreTheTensor() throws IOException {
        // Given a source that is best read nine bytes at a time, so two floats
        var out = new ByteArrayOutputStream();
        SafetensorsWriter.write(out, List.of(new TensorInfo("a", TensorType.F32, TensorShape.of(5))), Map.of(),
                info -> new float[]{ 1, 2, 3, 4, 5 });
        var whole = new MemoryByteSource("x.safetensors", out.toByteArray());

        // When
        TensorFile file = TensorFiles.open(new ByteSource() {
            @Override
            public String name() {
                return whole.name();
            }

            @Override
            public long size() {
                return whole.size();
            }

            @Override
            public ByteBuffer read(long offset, int length) {
                return whole.read(offset, length);
            }

            @Override
            public int chunk() {
                return 9;
            }
        });

        // Then
        assertThat(file.readPieces("a")).containsExactly(new float[]{ 1, 2 }, new float[]{ 3, 4 }, new float[]{ 5 });
        assertThat(file.readRawPieces("a")).extracting(ByteBuffer::remaining).containsExactly(8, 8, 4);
        assertThat(file.readRawPieces("a")).first().satisfies(raw -> assertThat(raw.getFloat(4)).isEqualTo(2));
        assertThat(file.read("a")).containsExactly(1, 2, 3, 4, 5);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"y":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}} | 12 | TENSOR_OFFSETS_INVALID | tensors overlap
            {"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"y":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}} | 12 | TENSOR_OFFSETS_INVALID | a hole
            {"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}} | 8 | TENSOR_OFFSETS_INVALID | a hole
            {"x":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}} | 12 | TENSOR_FILE_TRUNCATED | the file has 12 data bytes
            {"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} | 12 | TENSOR_OFFSETS_INVALID | end at data byte 4
            {"x":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}} | 8 | TENSOR_OFFSETS_INVALID | needs 12
            {"x":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}} | 8 | TENSOR_OFFSETS_INVALID | [8, 0]
            {"x":{"dtype":"F8_E4M3","shape":[8],"data_offsets":[0,8]}} | 8 | TENSOR_TYPE_UNSUPPORTED | F8_E4M3
            {"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}} | 8 | TENSOR_FILE_MALFORMED | Duplicate
            {"x":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}} | 4 | TENSOR_FILE_MALFORMED | not negative
            {"x":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}} | 4 | TENSOR_FILE_MALFORMED | 1.5
            {"x":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}} | 4 | TENSOR_FILE_MALFORMED | too large
            {"x":{"dtype":"F32","shape":[2147483647,2147483647,2147483647],"data_offsets":[0,4]}} | 4 | TENSOR_FILE_MALFORMED | too large
            {"x":{"dtype":"F32","shape":[1],"data_offsets":[0,99999999999999999999]}} | 4 | TENSOR_FILE_MALFORMED | header
            {"x":{"dtype":"F32","shape":[1],"data_offsets":[0]}} | 4 | TENSOR_FILE_MALFORMED | two data_offsets
            {"x":{"dtype":"F32","shape":[1]}} | 4 | TENSOR_FILE_MALFORMED | data_offsets
            {"x":{"dtype":4,"shape":[1],"data_offsets":[0,4]}} | 4 | TENSOR_FILE_MALFORMED | dtype
            {"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"more":1}} | 4 | TENSOR_FILE_MALFORMED | more
            {"x":null} | 0 | TENSOR_FILE_MALFORMED | an object
            {"__metadata__":{"a":1}} | 0 | TENSOR_FILE_MALFORMED | a text
            [] | 0 | TENSOR_FILE_MALFORMED | an object
            {} {} | 0 | TENSOR_FILE_MALFORMED | behind
            {"x" | 0 | TENSOR_FILE_MALFORMED | no valid JSON
            """)
    void aBrokenHeaderIsRefused(String header, int dataBytes, ErrorCode code, String message) {
        assertThatThrownBy(() -> SafetensorsFile.open(file(header, dataBytes)))
                .isInstanceOfSatisfying(ShakerException.class, e -> {
                    assertThat(e.code()).isEqualTo(code);
                    assertThat(e.details()).containsEntry("file", "s3://bucket/broken.safetensors");
                }).hasMessageContaining("s3://bucket/broken.safetensors").hasMessageContaining(message)
                // Each names its remedy.
                .satisfies(e -> assertThat(code != ErrorCode.TENSOR_FILE_MALFORMED
                        || e.getMessage().contains("copy it again, or save its tensors anew")).isTrue());
    }

    @Test
    void aHeaderThatPassesTheEndIsTruncated() {
        ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(9);
        assertCode(ErrorCode.TENSOR_FILE_TRUNCATED, bytes.array());
        assertCode(ErrorCode.TENSOR_FILE_TRUNCATED, new byte[7]);
        assertCode(ErrorCode.TENSOR_FILE_TRUNCATED, new byte[0]);
    }

    @Test
    void anAbsurdHeaderLengthIsNoSafetensorsFile() {
        assertCode(ErrorCode.TENSOR_FILE_MALFORMED,
                ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(100_000_001).array());
        assertCode(ErrorCode.TENSOR_FILE_MALFORMED,
                ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(-1).array());
    }

    @Test
    void aFileCutInItsDataIsRefusedWhenItIsOpened() throws IOException {
        var out = new ByteArrayOutputStream();
        SafetensorsWriter.write(out, List.of(new TensorInfo("x", TensorType.F32, TensorShape.of(4))), Map.of(),
                info -> new float[4]);
        byte[] cut = Arrays.copyOf(out.toByteArray(), out.size() - 1);
        assertCode(ErrorCode.TENSOR_FILE_TRUNCATED, cut);
    }

    @Test
    void integersAreListedButNotReadAsFloats() {
        TensorFile file = SafetensorsFile
                .open(file("{\"ids\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}}", 8));
        assertThat(file.readRaw("ids").remaining()).isEqualTo(8);
        assertThatThrownBy(() -> file.read("ids")).isInstanceOfSatisfying(ShakerException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.TENSOR_TYPE_UNSUPPORTED));
        assertThatThrownBy(() -> file.read("other")).isInstanceOfSatisfying(ShakerException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.TENSOR_MISSING));
    }

    @Test
    void readingHoldsOneTensorAndOneChunk() throws IOException {
        // Given
        float[] values = new float[3000];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        var out = new ByteArrayOutputStream();
        SafetensorsWriter.write(out, List.of(new TensorInfo("x", TensorType.F32, TensorShape.of(3000))), Map.of(),
                info -> values);
        var source = new CountingSource(new MemoryByteSource("x", out.toByteArray()), 1024);

        // When
        float[] read = TensorFiles.open(source).read("x");

        // Then
        assertThat(read).isEqualTo(values);
        assertThat(source.reads).as("one for the header, the rest for the tensor").hasSize(1 + 12);
        assertThat(source.reads.subList(1, 13)).allSatisfy(length -> assertThat(length).isLessThanOrEqualTo(1024));
    }

    /** Notes the length of every read. */
    private static final class CountingSource implements ByteSource {
        private final ByteSource source;
        private final int chunk;
        private final List<Integer> reads = new ArrayList<>();

        CountingSource(ByteSource source, int chunk) {
            this.source = source;
            this.chunk = chunk;
        }

        @Override
        public String name() {
            return source.name();
        }

        @Override
        public long size() {
            return source.size();
        }

        @Override
        public int chunk() {
            return chunk;
        }

        @Override
        public ByteBuffer read(long offset, int length) {
            reads.add(length);
            return source.read(offset, length);
        }
    }

    private static void assertCode(ErrorCode code, byte[] bytes) {
        assertThatThrownBy(() -> TensorFiles.open(new MemoryByteSource("f", bytes))).isInstanceOfSatisfying(
                ShakerException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private static MemoryByteSource file(String header, int dataBytes) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length).put(json);
        return new MemoryByteSource("s3://bucket/broken.safetensors", bytes.array());
    }
}
