package dev.shaker.djl;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.base.BaseModel;
import dev.shaker.adapter.base.BaseModelConfig;
import dev.shaker.error.ErrorCode;
import dev.shaker.evaluation.rows.DomainRows;
import dev.shaker.evaluation.rows.Row;
import dev.shaker.tensor.JsonText;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TextTokenizerTest {
    private static final Path BASE = Path.of("src/sample/base");
    private static final BaseModelConfig CONFIG = BaseModel.open(new LocalFiles(BASE)).config();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    /** 16 MB of text took 4 GB to tokenise, for the few ids that its beginning has. */
    @Test
    void aTextOfMegabytesIsCutBeforeItIsTokenised() throws IOException {
        Files.copy(BASE.resolve("tokenizer.json"), directory.resolve("tokenizer.json"));
        String words = "this kettle is boring , olga and karin were there ".repeat(40_000);
        try (TextTokenizer tokenizer = TextTokenizer.open(new LocalFiles(directory), CONFIG, 16)) {
            assertThat(tokenizer.cut(words)).hasSize(100_000);
            assertThat(tokenizer.cut("short")).isEqualTo("short");
            assertThat(tokenizer.encode(rows(words)).getFirst().ids())
                    .isEqualTo(tokenizer.encode(rows(words.substring(0, 500))).getFirst().ids());
        }
    }

    /** A special that a tokenizer's class adds need not have a row in the embedding. */
    @Test
    void aRowWithAnIdBeyondTheEmbeddingIsRefused() throws IOException {
        Files.copy(BASE.resolve("tokenizer.json"), directory.resolve("tokenizer.json"));
        Files.writeString(directory.resolve("tokenizer_config.json"),
                "{\"additional_special_tokens\": [\"<extra>\"]}");
        try (TextTokenizer tokenizer = TextTokenizer.open(new LocalFiles(directory), CONFIG, 16)) {
            assertThat(tokenizer.encode(rows("the kettle"))).hasSize(1);
            assertThatThrownBy(() -> tokenizer.encode(rows("the <extra> kettle"))).hasMessageContaining("row 1")
                    .hasMessageContaining(String.valueOf(CONFIG.vocabularySize())).extracting("code")
                    .isEqualTo(ErrorCode.DATA_ROW_INVALID);
        }
    }

    /** DistilBERT's class gives a BERT no token types, and so do names that leave them out. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "{}|true", "{'tokenizer_class': 'BertTokenizerFast'}|true",
            "{'tokenizer_class': 'DistilBertTokenizer'}|false",
            "{'tokenizer_class': 'DistilBertTokenizer', 'model_input_names': ['input_ids', 'token_type_ids']}|true",
            "{'model_input_names': ['input_ids', 'attention_mask']}|false" })
    void tokenTypesAreThoseThatTheStockTokenizerGives(String config, boolean typed) throws IOException {
        Files.copy(BASE.resolve("tokenizer.json"), directory.resolve("tokenizer.json"));
        Files.writeString(directory.resolve("tokenizer_config.json"), config.replace('\'', '"'));
        try (TextTokenizer tokenizer = TextTokenizer.open(new LocalFiles(directory), CONFIG, 16)) {
            EncodedRow row = tokenizer.encode(new DomainRows("x", List.of(new Row(0, "the", "kettle")), true, 0))
                    .getFirst();
            assertThat(row.secondAt() < row.length()).isEqualTo(typed);
        }
    }

    private static DomainRows rows(String text) {
        return new DomainRows("x", List.of(new Row(0, text, "")), false, 0);
    }

    @Test
    void idsOfTokenizerJsonAreTheStockTokenizers() throws IOException {
        Files.copy(BASE.resolve("tokenizer.json"), directory.resolve("tokenizer.json"));

        assertGolden("lower");
    }

    @Test
    void idsOfAVocabularyAloneAreTheStockTokenizers() throws IOException {
        Files.copy(BASE.resolve("vocab.txt"), directory.resolve("vocab.txt"));

        assertGolden("lower");
    }

    @Test
    void theTokenizersConfigurationIsFollowed() throws IOException {
        Files.copy(BASE.resolve("vocab.txt"), directory.resolve("vocab.txt"));
        Files.writeString(directory.resolve("tokenizer_config.json"),
                "{\"do_lower_case\": false, \"strip_accents\": false, \"cls_token\": {\"content\": \"[CLS]\"}}");

        assertGolden("cased");
    }

    @Test
    void truncationAndPaddingOfTheFileAreOverridden() throws IOException {
        // Given
        String json = Files.readString(BASE.resolve("tokenizer.json"));
        String own = json.replace("\"truncation\": null",
                "\"truncation\": {\"direction\": \"Right\", \"max_length\": 5, \"strategy\": \"OnlyFirst\", \"stride\": 0}")
                .replace("\"padding\": null",
                        "\"padding\": {\"strategy\": {\"Fixed\": 30}, \"direction\": \"Right\", \"pad_to_multiple_of\": null, \"pad_id\": 0, \"pad_type_id\": 0, \"pad_token\": \"[PAD]\"}");
        assertThat(own).isNotEqualTo(json);
        Files.writeString(directory.resolve("tokenizer.json"), own);

        // Then
        assertGolden("lower");
    }

    @Test
    void aVocabularyWithoutItsSpecialTokensIsRefused() throws IOException {
        Files.writeString(directory.resolve("vocab.txt"), "[PAD]\n[UNK]\nword\n");

        assertThatThrownBy(() -> TextTokenizer.open(new LocalFiles(directory), CONFIG, 16))
                .hasMessageContaining("[CLS]").extracting("code").isEqualTo(ErrorCode.BASE_MODEL_INVALID);
    }

    private void assertGolden(String name) throws IOException {
        int checked = 0;
        for (int length : new int[]{ 16, 63, 64 }) {
            try (TextTokenizer tokenizer = TextTokenizer.open(new LocalFiles(directory), CONFIG, length)) {
                for (JsonNode expected : golden()) {
                    if (expected.path("tokenizer").asText().equals(name)
                            && expected.path("max_length").asInt() == length) {
                        assertCase(tokenizer, expected);
                        checked++;
                    }
                }
            }
        }
        assertThat(checked).isEqualTo(48);
    }

    private static void assertCase(TextTokenizer tokenizer, JsonNode expected) {
        boolean pair = expected.path("b").isTextual();
        Row row = new Row(0, expected.path("a").asText(), pair ? expected.path("b").asText() : "");

        EncodedRow encoded = tokenizer.encode(new DomainRows("golden", List.of(row), pair, 0)).getFirst();

        List<Integer> types = new ArrayList<>();
        for (int i = 0; i < encoded.length(); i++) {
            types.add(i >= encoded.secondAt() ? 1 : 0);
        }
        assertThat(encoded.ids()).as(row.toString()).containsExactly(numbers(expected.path("ids")));
        assertThat(types).as(row.toString()).containsExactly(java.util.Arrays.stream(numbers(expected.path("types")))
                .boxed().toArray(Integer[]::new));
    }

    private static int[] numbers(JsonNode array) {
        int[] numbers = new int[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = array.get(i).asInt();
        }
        return numbers;
    }

    private static JsonNode golden() throws IOException {
        try (InputStream in = TextTokenizerTest.class.getResourceAsStream("/tokenizer-golden.json")) {
            assertThat(in).isNotNull();
            return JsonText.parse(ErrorCode.INTERNAL, "golden",
                    new String(in.readAllBytes(), StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8));
        }
    }
}
