package dev.shaker.adapter.io;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.Prompt;

import static org.assertj.core.api.Assertions.assertThat;

/** What an evaluation server is asked to run, of adapters that the stock libraries wrote. */
class ServedSupportTest {
    private static final Path FAMILIES = Path.of("src/test/resources/families");
    private static final Prompt PROMPT = new Prompt("{text_a}", List.of(" yes", " no"));

    @ParameterizedTest
    @ValueSource(strings = { "gemma.lora", "gemma2.all-linear", "phi3.lora", "mixtral.lora", "bloom.lora",
            "llama.rslora",
            "llama.patterns", "llama.adalora", "llama.bf16" })
    void loraOfAnyDecoderIsAskedForTheWordsOfLabels(String name) {
        assertThat(ServedSupport.problem(adapter(name), false, PROMPT)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "gemma.lora.seq-cls", "qwen2moe.lora.seq-cls", "opt.lora.seq-cls" })
    void aScoreHeadIsClassified(String name) {
        assertThat(ServedSupport.problem(adapter(name), false, null)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({ "llama.dora,true,is of method dora", "llama.ia3,true,is of method ia3",
            "llama.prompt,true,is of method prompt_tuning", "gemma.lora.seq-cls,true,[score]",
            "llama.lm-head,true,[lm_head]", "llama.embedding,true,[embed_tokens]", "t5.lora,true,SEQ_2_SEQ_LM",
            "bert.lora.feature-extraction,true,FEATURE_EXTRACTION",
            "llama.lora.token-cls,false,and of heads evaluation servers load the sequence classifier 'score'",
            "llama.lora,false,has no classification head" })
    void whatIsNotRunIsRefusedByName(String name, boolean asked, String reason) {
        assertThat(ServedSupport.problem(adapter(name), false, asked ? PROMPT : null)).hasValueSatisfying(
                problem -> assertThat(problem).contains(reason));
    }

    @Test
    void bottlenecksAndEncodersAreNoBusinessOfServers() {
        Adapter bottleneck = AdapterReader
                .open(new LocalFiles(Path.of("src/test/resources/adapters/hub-houlsby")));
        assertThat(ServedSupport.problem(bottleneck, true, null)).hasValueSatisfying(
                problem -> assertThat(problem).contains("servers load LoRA"));
        assertThat(ServedSupport.problem(adapter("bert.lora"), true, null)).hasValueSatisfying(
                problem -> assertThat(problem).contains("belongs to an encoder"));
    }

    private static Adapter adapter(String name) {
        return AdapterReader.open(new LocalFiles(FAMILIES.resolve(name)));
    }
}
