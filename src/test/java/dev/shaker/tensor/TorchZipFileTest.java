package dev.shaker.tensor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Files that torch wrote, see src/test/python/adapter_fixtures.py. */
class TorchZipFileTest {
    private static final Path FILES = Path.of("src/test/resources/torch");

    @Test
    void viewsOfAStorageAreReadInRowMajorOrder() {
        // Given: base[i][j] = (12 i + j) / 8
        TensorFile file = open("views.bin");

        // When
        float[] transposed = file.read("transposed");
        float[] slice = file.read("slice");

        // Then
        assertThat(file.find("transposed")).map(TensorInfo::shape).contains(TensorShape.of(12, 5));
        for (int j = 0; j < 12; j++) {
            for (int i = 0; i < 5; i++) {
                assertThat(transposed[j * 5 + i]).isEqualTo((12 * i + j) / 8f);
            }
        }
        assertThat(slice).containsExactly(14 / 8f, 17 / 8f, 20 / 8f, 26 / 8f, 29 / 8f, 32 / 8f, 38 / 8f, 41 / 8f,
                44 / 8f);
        assertThat(file.read("scalar")).containsExactly(27 / 8f);
        assertThat(file.read("parameter")).hasSize(12).startsWith(48 / 8f);
        assertThat(file.read("empty")).isEmpty();
    }

    @Test
    void otherTypesAreWidenedOrNarrowed() {
        TensorFile file = open("views.bin");
        float[] brain = file.read("brain");
        assertThat(file.read("half")[59]).isEqualTo(59 / 8f);
        assertThat(brain).hasSize(36);
        assertThat(brain[12]).isEqualTo(3f);
        assertThat(file.read("double")[1]).isEqualTo((float) (1 / 8.0 / 3));
        assertThat(file.find("long")).map(TensorInfo::type).contains(TensorType.I64);
        assertThat(file.readRaw("long").getLong(8)).isEqualTo(1);
    }

    @Test
    void anOrderedStateDictWithModuleVersionsIsRead() {
        assertThat(open("ordered.bin").tensors()).extracting(TensorInfo::name).containsExactly("weight", "bias");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            foreign.bin  | PICKLE_GLOBAL_FORBIDDEN | pathlib
            legacy.bin   | TENSOR_FILE_FOREIGN     | before 1.6
            nested.bin   | TENSOR_FILE_MALFORMED   | is no tensor
            expanded.bin | TENSOR_OFFSETS_INVALID  | contiguous
            script.bin   | TENSOR_FILE_MALFORMED   | TorchScript
            """)
    void whatIsNoStateDictIsRefused(String name, ErrorCode code, String message) {
        assertThatThrownBy(() -> open(name)).isInstanceOfSatisfying(ShakerException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.details()).containsKey("file");
        }).hasMessageContaining(message).hasMessageContaining(name);
    }

    @Test
    void aTruncatedArchiveIsRefusedWhereverItIsCut() throws IOException {
        byte[] bytes = Files.readAllBytes(FILES.resolve("views.bin"));
        for (int length = 4; length < bytes.length; length += 7) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> TensorFiles.open(new MemoryByteSource("cut", cut)))
                    .isInstanceOf(ShakerException.class);
        }
    }

    @Test
    void aDamagedArchiveNeverFailsOtherwiseThanClearly() throws IOException {
        byte[] bytes = Files.readAllBytes(FILES.resolve("views.bin"));
        for (int at = 4; at < bytes.length; at++) {
            byte[] damaged = bytes.clone();
            damaged[at] ^= (byte) (1 << (at % 8));
            readEverything(new MemoryByteSource("damaged at " + at, damaged));
        }
    }

    private static void readEverything(ByteSource source) {
        try {
            TensorFile file = TensorFiles.open(source);
            file.tensors().forEach(info -> file.readRaw(info.name()));
        } catch (ShakerException e) {
            assertThat(e.getMessage()).contains(source.name());
        }
    }

    private static TensorFile open(String name) {
        return TensorFiles.open(new FileByteSource(FILES.resolve(name)));
    }
}
