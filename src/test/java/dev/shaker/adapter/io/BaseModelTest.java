package dev.shaker.adapter.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.NonLinearity;
import dev.shaker.adapter.base.BaseModel;
import dev.shaker.adapter.base.BaseModelConfig;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.FileByteSource;
import dev.shaker.tensor.SafetensorsWriter;
import dev.shaker.tensor.Sha256;
import dev.shaker.tensor.TensorFile;
import dev.shaker.tensor.TensorFiles;
import dev.shaker.tensor.TensorInfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BaseModelTest {
    private static final Path SAMPLE = Path.of("src/sample/base");
    private static final Path FIXTURES = Path.of("src/test/resources/adapters");

    private final Path directory;

    BaseModelTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void theSampleBaseModelIsRead() {
        // When
        BaseModel model = BaseModel.open(new LocalFiles(SAMPLE));

        // Then
        assertThat(model.config()).isEqualTo(new BaseModelConfig(BaseModelConfig.Family.BERT, "shaker-sample/tiny-bert",
                128, 4, 4, 512, 1101, 128, 2, 1e-12, NonLinearity.GELU, 0));
        assertThat(model.config().maxTokens()).isEqualTo(128);
        assertThat(model.tensors().read("embeddings.LayerNorm.weight")).hasSize(128);
        assertThat(model.tensors().has("pooler.dense.weight")).isTrue();
        assertThat(model.fileDigest()).isEqualTo("d79400f225c062e9004934a5a936f7ef99a4641c44bd375e044b740858091b06");
    }

    @Test
    void shardsWithPrefixAndOldLayerNormNamesAreTheSameModel() throws IOException {
        // Given
        copy(name -> "bert." + name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias",
                "LayerNorm.beta"));

        // When
        BaseModel model = BaseModel.open(new LocalFiles(directory));

        // Then
        var original = BaseModel.open(new LocalFiles(SAMPLE)).tensors();
        for (String name : List.of("embeddings.LayerNorm.weight", "encoder.layer.3.output.LayerNorm.bias",
                "encoder.layer.1.intermediate.dense.weight")) {
            assertThat(model.tensors().read(name)).isEqualTo(original.read(name));
        }
        String shards = Sha256.hex(new FileByteSource(directory.resolve("one.safetensors"))) + "\n"
                + Sha256.hex(new FileByteSource(directory.resolve("two.safetensors"))) + "\n";
        assertThat(model.fileDigest()).isEqualTo(Sha256.hex(shards.getBytes(StandardCharsets.US_ASCII)));
        assertThat(model.digest()).isEqualTo(BaseModel.open(new LocalFiles(SAMPLE)).digest());
    }

    /** 24-base-files: a torch file in shards and a safetensors file of the same weights. */
    @Test
    void containersAndShardsAreNoPartOfTheIdentity() {
        Path cases = Path.of("src/test/resources/cases");
        BaseModel safetensors = BaseModel.open(new LocalFiles(cases.resolve("00-base-bert")));
        BaseModel shards = BaseModel.open(new LocalFiles(cases.resolve("24-base-files/sharded_bin")));
        assertThat(shards.digest()).isEqualTo(safetensors.digest());
        assertThat(shards.fileDigest()).isNotEqualTo(safetensors.fileDigest());
        assertThat(BaseModel.open(new LocalFiles(SAMPLE)).digest()).isNotEqualTo(safetensors.digest());
    }

    @ParameterizedTest
    @ValueSource(strings = { "module.bert.", "_orig_mod.", "module._orig_mod.bert." })
    void aModelSavedInAWrapperIsTheSameModel(String wrapper) throws IOException {
        copy(name -> wrapper + name);
        assertThat(BaseModel.open(new LocalFiles(directory)).tensors().read("embeddings.LayerNorm.weight"))
                .isEqualTo(BaseModel.open(new LocalFiles(SAMPLE)).tensors().read("embeddings.LayerNorm.weight"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            vocab.txt         |
            vocab.json        | {"a": 0, "z": 1101}
            added_tokens.json | {"<extra>": 1101}
            tokenizer.json    | {"model": {"vocab": {"a": 1101}}}
            tokenizer.json    | {"model": {"vocab": {"a": 0}}, "added_tokens": [{"id": 1101, "content": "<x>"}]}
            """)
    void aTokenizerWhoseIdsPassTheEmbeddingIsRefused(String file, @Nullable String content) throws IOException {
        copy(UnaryOperator.identity());
        Files.writeString(directory.resolve(file), content == null ? "word\n".repeat(1102) : content);
        BaseModel model = BaseModel.open(new LocalFiles(directory));
        assertThatThrownBy(model::checkVocabulary).hasMessageContaining(file).hasMessageContaining("1101")
                .hasMessageContaining("resize_token_embeddings")
                .isInstanceOfSatisfying(ShakerException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.BASE_MODEL_INVALID));
    }

    @ParameterizedTest
    @ValueSource(strings = { "src/sample/base", "src/test/resources/cases/00-base-bert",
            "src/test/resources/cases/00-base-roberta", "src/test/resources/cases/24-base-files/sharded_bin" })
    void theTokenizersOfSoundModelsFit(String base) {
        BaseModel.open(new LocalFiles(Path.of(base))).checkVocabulary();
    }

    @Test
    void aModelThatIsIncompleteOrOfAnotherKindIsRefused() throws IOException {
        assertRefused(ErrorCode.BASE_MODEL_INVALID, "config.json");
        copy(UnaryOperator.identity());
        Files.delete(directory.resolve("two.safetensors"));
        assertRefused(ErrorCode.BASE_MODEL_INVALID, "two.safetensors");
        copy(name -> name.replace("layer.3.output.dense.bias", "layer.3.output.dense.lost"));
        assertRefused(ErrorCode.TENSOR_MISSING, "encoder.layer.3.output.dense.bias");
        String config = Files.readString(SAMPLE.resolve("config.json"));
        Files.writeString(directory.resolve("config.json"),
                config.replace("\"intermediate_size\": 512", "\"intermediate_size\": 64"));
        assertRefused(ErrorCode.TENSOR_SHAPE_MISMATCH, "expects [64, 128]");
        Files.writeString(directory.resolve("config.json"), config.replace("\"bert\"", "\"gpt2\""));
        assertRefused(ErrorCode.BASE_MODEL_INVALID, "gpt2");
        Files.writeString(directory.resolve("config.json"), config.replace("absolute", "relative_key"));
        assertRefused(ErrorCode.BASE_MODEL_INVALID, "position_embedding_type");
    }

    @Test
    void anAdapterOfAnotherBaseModelDoesNotFit() {
        BaseModelConfig sample = BaseModel.open(new LocalFiles(SAMPLE)).config();
        BaseModelFit.check(open(Path.of("src/sample/pfeiffer/nli")), sample);
        BaseModelFit.check(open(Path.of("src/sample/lora/nli")), sample);
        assertUnfit("peft-bin", sample, ErrorCode.BASE_MODEL_MISMATCH, "hidden size 16");
        assertUnfit("peft-bin", tiny(2, 24), ErrorCode.BASE_MODEL_MISMATCH, "2 layers");
        assertUnfit("peft-bin", tiny(4, 24), ErrorCode.TENSOR_MISSING, "layer 3");
        assertUnfit("hub-houlsby", tiny(4, 24), ErrorCode.TENSOR_MISSING, "layer 3");
        assertUnfit("hub-lora", tiny(3, 32), ErrorCode.BASE_MODEL_MISMATCH, "intermediate size");
        BaseModelFit.check(open(FIXTURES.resolve("hub-pfeiffer-roberta")), tiny(3, 24));
        BaseModelFit.check(open(FIXTURES.resolve("peft-layers")), tiny(4, 24));
    }

    private static void assertUnfit(String fixture, BaseModelConfig base, ErrorCode code, String message) {
        assertThatThrownBy(() -> BaseModelFit.check(open(FIXTURES.resolve(fixture)), base))
                .isInstanceOfSatisfying(ShakerException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(message);
    }

    private void assertRefused(ErrorCode code, String message) {
        assertThatThrownBy(() -> BaseModel.open(new LocalFiles(directory)))
                .isInstanceOfSatisfying(ShakerException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(message);
    }

    private static BaseModelConfig tiny(int layers, int intermediate) {
        return new BaseModelConfig(BaseModelConfig.Family.BERT, "", 16, layers, 2, intermediate, 40, 20, 2, 1e-12,
                NonLinearity.GELU, 0);
    }

    private static Adapter open(Path path) {
        return AdapterReader.open(new LocalFiles(path));
    }

    /** The sample in two shards, under other names. */
    private void copy(UnaryOperator<String> rename) throws IOException {
        TensorFile file = TensorFiles.open(new FileByteSource(SAMPLE.resolve("model.safetensors")));
        var index = new StringBuilder();
        int half = file.tensors().size() / 2;
        for (var shard : Map.of("one", file.tensors().subList(0, half), "two",
                file.tensors().subList(half, file.tensors().size())).entrySet()) {
            String name = shard.getKey() + ".safetensors";
            try (OutputStream out = Files.newOutputStream(directory.resolve(name))) {
                Map<String, String> original = new HashMap<>();
                List<TensorInfo> renamed = shard.getValue().stream().map(info -> {
                    original.put(rename.apply(info.name()), info.name());
                    return new TensorInfo(rename.apply(info.name()), info.type(), info.shape());
                }).toList();
                SafetensorsWriter.writeRaw(out, renamed, Map.of(),
                        info -> file.readRawPieces(original.getOrDefault(info.name(), "")));
            }
            index.append(index.isEmpty() ? "" : ",").append("\"x").append(name).append("\":\"").append(name)
                    .append('"');
        }
        Files.writeString(directory.resolve("model.safetensors.index.json"), "{\"weight_map\":{" + index + "}}");
        Files.writeString(directory.resolve("config.json"), Files.readString(SAMPLE.resolve("config.json")));
    }

    /** With a test split, not when its first row is taken apart. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "bert|{'tokenizer_class': 'BertJapaneseTokenizer'}|'BertJapaneseTokenizer'",
            "roberta|{'tokenizer_class': 'PhobertTokenizer'}|'PhobertTokenizer'",
            "bert|{'split_special_tokens': true}|split_special_tokens", "bert|{'truncation_side': 'left'}|on the left",
            "albert|{}|class ''" })
    void aTokenizerWhoseIdsAreNotTheStockOnesIsRefusedByName(String type, String config, String named)
            throws IOException {
        copy(SAMPLE);
        Files.writeString(directory.resolve("tokenizer_config.json"), config.replace('\'', '"'));
        BaseModel model = BaseModel.open(new LocalFiles(directory));
        Files.writeString(directory.resolve("config.json"),
                Files.readString(directory.resolve("config.json")).replace("\"bert\"", "\"" + type + "\""));

        assertThatThrownBy(model::checkTokenizer).hasMessageContaining(named).extracting("code")
                .isEqualTo(ErrorCode.BASE_MODEL_INVALID);
    }

    @Test
    void anEncoderWithoutATokenizerOfItsOwnIsRefused() throws IOException {
        copy(SAMPLE);
        BaseModel.open(new LocalFiles(directory)).checkTokenizer();
        Files.delete(directory.resolve("tokenizer.json"));
        BaseModel.open(new LocalFiles(directory)).checkTokenizer();
        Files.delete(directory.resolve("vocab.txt"));
        Files.writeString(directory.resolve("sentencepiece.bpe.model"), "pieces");

        assertThatThrownBy(() -> BaseModel.open(new LocalFiles(directory)).checkTokenizer())
                .hasMessageContaining("no tokenizer.json").extracting("code").isEqualTo(ErrorCode.BASE_MODEL_INVALID);
    }

    private void copy(Path from) throws IOException {
        try (var files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, directory.resolve(file.getFileName()));
            }
        }
    }
}
