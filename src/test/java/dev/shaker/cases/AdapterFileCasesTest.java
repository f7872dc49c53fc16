package dev.shaker.cases;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterScan;
import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.adapter.adapterhub.HeadLabels;
import dev.shaker.adapter.base.BaseModel;
import dev.shaker.adapter.base.BaseModelConfig;
import dev.shaker.adapter.io.AdapterReader;
import dev.shaker.adapter.io.EncoderSupport;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.identity.AdapterId;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/** Adapters as public bug reports have them: read where they are unambiguous, refused with cause and remedy where not. */
class AdapterFileCasesTest {
    private static final Path CASES = Path.of("src/test/resources/cases");

    /** 01-wrapper-prefix. */
    @ParameterizedTest
    @ValueSource(strings = { "compiled_outer", "compiled_inner", "ddp_module", "twice", "bare" })
    void wrappersOfTheModelLeaveTheAdapterTheSame(String wrapped) {
        AdapterId healthy = AdapterScan.scan(open("00-healthy/reviews")).id();
        assertThat(AdapterScan.scan(open("01-wrapper-prefix/" + wrapped)).id()).isEqualTo(healthy);
    }

    /** 03-all-linear. */
    @ParameterizedTest
    @ValueSource(strings = { "bert", "bert_dense" })
    void loraOfThePoolerIsReadAndRun(String name) {
        Adapter adapter = open("03-all-linear/" + name);
        BaseModelConfig base = base("00-base-bert");
        assertThat(((LoraConfig) adapter.config()).ranks()).containsKey("pooler.dense");
        assertThat(EncoderSupport.problem(adapter, base, true)).isEmpty();
        assertThat(EncoderSupport.problem(adapter, base, false)).get().asString().contains("'pooler.dense'");
    }

    private static BaseModelConfig base(String name) {
        return BaseModel.open(new LocalFiles(CASES.resolve(name))).config();
    }

    @ParameterizedTest
    @ValueSource(strings = { "bert_no_pooler", "bert_regex", "roberta", "roberta_dense", "rob_qv" })
    void othersOfAllLinearAreReadAndRun(String name) {
        assertThat(AdapterScan.scan(open("03-all-linear/" + name)).parameters()).isPositive();
        assertThat(EncoderSupport.problem(open("03-all-linear/" + name),
                base(name.startsWith("bert") ? "00-base-bert" : "00-base-roberta"), true)).isEmpty();
    }

    /** A pattern that a backtracking matcher works at for longer than anybody waits. */
    @ParameterizedTest
    @ValueSource(strings = { "(.*)*(.*)*(.*)*query_", "((a|b|.)*)*c?x", "(.*a){25}" })
    void noRegularExpressionOfAForeignFileTakesForEver(String pattern, @TempDir Path directory) throws Exception {
        copy("00-healthy/reviews", directory, config -> config.put("target_modules", pattern));
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            ShakerException refused = refusal(directory);
            assertThat(refused.code()).isEqualTo(ErrorCode.TENSOR_UNKNOWN);
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            (?!classifier).*query      | looks around
            .*(?<=self.)query          | looks around
            (a)\\1                     | looks around
            (?P<n>a)(?P=n)             | looks around
            (unclosed                  | regular expressions
            """)
    void whatCannotBeMatchedInLinearTimeIsRefusedByName(String pattern, String said, @TempDir Path directory)
            throws Exception {
        copy("00-healthy/reviews", directory, config -> config.put("target_modules", pattern));
        assertThat(refusal(directory)).hasMessageContaining("target_modules").hasMessageContaining(said)
                .hasMessageContaining("list the names");
    }

    /** What Python writes otherwise than RE2. */
    @ParameterizedTest
    @ValueSource(strings = { "bert\\.encoder\\.layer\\.\\d+\\.attention\\.self\\.(?P<which>query|value)\\Z",
            "(?:[a-z]+\\.){,3}[0-9]+\\.attention\\.self\\.(query|value)" })
    void pythonsOwnSyntaxIsRead(String pattern, @TempDir Path directory) throws Exception {
        copy("00-healthy/reviews", directory, config -> config.put("target_modules", pattern));
        assertThat(AdapterScan.scan(AdapterReader.open(new LocalFiles(directory))).id())
                .isEqualTo(AdapterScan.scan(open("00-healthy/reviews")).id());
    }

    /** 16-dead-adapter: an alpha that is not given is PEFT's default of 8. */
    @Test
    void anAlphaThatIsMissingIsTheLibrarysDefault() {
        LoraConfig lora = (LoraConfig) open("16-dead-adapter/alpha_missing").config();
        lora.alphas().values().forEach(alpha -> assertThat(alpha).isEqualTo(8));
    }

    @Test
    void aPointerInPlaceOfTheConfigurationIsNamed(@TempDir Path directory) throws Exception {
        copy("00-healthy/reviews", directory, config -> {
        });
        Files.copy(CASES.resolve("10-lfs-pointer/pointer/adapter_model.safetensors"),
                directory.resolve("adapter_config.json"), StandardCopyOption.REPLACE_EXISTING);
        ShakerException refused = refusal(directory);
        assertThat(refused.code()).isEqualTo(ErrorCode.ADAPTER_CONFIG_INVALID);
        assertThat(refused).hasMessageContaining("adapter_config.json").hasMessageContaining("git lfs pull");
    }

    @Test
    void aFieldOfMegabytesIsNotQuotedWhole(@TempDir Path directory) throws Exception {
        copy("00-healthy/reviews", directory, config -> config.put("peft_type", "X".repeat(2_000_000)));
        ShakerException refused = refusal(directory);
        assertThat(refused.getMessage()).hasSizeLessThan(2_100).endsWith(" are");
        assertThat(refused.details().values()).allSatisfy(detail -> assertThat(detail).hasSizeLessThan(600));
    }

    /** 10-lfs-pointer. */
    @ParameterizedTest
    @CsvSource({ "pointer,TENSOR_FILE_FOREIGN,git lfs pull", "pointer_bin,TENSOR_FILE_FOREIGN,git lfs pull",
            "html,TENSOR_FILE_FOREIGN,HTML", "cut,TENSOR_FILE_TRUNCATED,copy" })
    void whatStandsInPlaceOfTheWeightsIsNamed(String name, ErrorCode code, String said) {
        ShakerException refused = refusal(CASES.resolve("10-lfs-pointer/" + name));
        assertThat(refused.code()).isEqualTo(code);
        assertThat(refused).hasMessageContaining(said);
    }

    /** 34-two-weight-files. */
    @Test
    void twoWeightFilesThatDifferAreAmbiguous() {
        ShakerException refused = refusal(CASES.resolve("34-two-weight-files/reviews"));
        assertThat(refused.code()).isEqualTo(ErrorCode.ADAPTER_FILES_AMBIGUOUS);
        assertThat(refused).hasMessageContaining("adapter.safetensors").hasMessageContaining("pytorch_adapter.bin")
                .hasMessageContaining("remove the one");
    }

    /** 06-label-order: what the head calls its outputs, which labels that are announced are held against. */
    @Test
    void aHeadNamesItsOutputsInTheirOrder() {
        assertThat(HeadLabels.of(open("06-label-order/nli")))
                .contains(java.util.List.of("contradiction", "entailment", "neutral"));
        assertThat(HeadLabels.of(open("36-leave-out/reviews"))).isEmpty();
        assertThat(HeadLabels.of(open("00-healthy/reviews"))).isEmpty();
    }

    private static Adapter open(String name) {
        return AdapterReader.open(new LocalFiles(CASES.resolve(name)));
    }

    private static ShakerException refusal(Path directory) {
        ShakerException refused = catchThrowableOfType(ShakerException.class,
                () -> AdapterScan.scan(AdapterReader.open(new LocalFiles(directory))));
        assertThat(refused).isNotNull();
        return refused;
    }

    private static void copy(String name, Path directory, java.util.function.Consumer<ObjectNode> change)
            throws Exception {
        try (var files = Files.list(CASES.resolve(name))) {
            for (Path file : files.toList()) {
                Files.copy(file, directory.resolve(file.getFileName()));
            }
        }
        ObjectMapper mapper = new ObjectMapper();
        Path config = directory.resolve("adapter_config.json");
        ObjectNode root = (ObjectNode) mapper.readTree(config.toFile());
        change.accept(root);
        Files.write(config, mapper.writeValueAsBytes(root));
    }
}
