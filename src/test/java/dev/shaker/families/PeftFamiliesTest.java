package dev.shaker.families;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import dev.shaker.Named;
import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.AdapterMethod;
import dev.shaker.adapter.AdapterScan;
import dev.shaker.adapter.Head;
import dev.shaker.adapter.HeadConfig;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.adapter.SpaceSignature;
import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.adapter.TensorSetConfig;
import dev.shaker.adapter.format.TensorNames;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.fsd.UpdatePlanes;
import dev.shaker.tensor.TensorType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

/** What the stock library wrote is read with the meaning that it has there. */
class PeftFamiliesTest {
    /** Not read, each by name. */
    static final Set<String> REFUSED = Set.of("llama.lora-bias", "squeezebert.grouped");

    static Stream<String> readable() {
        return Family.PEFT.names().stream().filter(name -> !REFUSED.contains(name));
    }

    @ParameterizedTest
    @MethodSource("readable")
    void everyTensorIsReadAndEveryModuleChangesAsInTheLibrary(String name) {
        // Given
        JsonNode expected = Family.PEFT.expected(name);

        // When
        Adapter adapter = Family.PEFT.open(name);

        // Then
        int values = name.contains("adalora") ? adapter.body().layers().size() / 2 : 0;
        int saved = adapter.head().map(head -> head.tensors().layers().size()).orElse(0);
        assertThat(adapter.body().layers().size() + values + saved).isEqualTo(expected.get("tensors").size());
        adapter.head().ifPresent(head -> head.tensors().layers()
                .forEach(layer -> assertNumbers(expected.get("tensors").get(layer.storedName()),
                        head.tensors().read(layer))));
        if (adapter.config() instanceof LoraConfig lora) {
            Set<String> modules = new TreeSet<>();
            expected.get("changes").properties().forEach(change -> {
                String module = TensorNames.withoutArchitecture(change.getKey());
                modules.add(module);
                assertNumbers(change.getValue(), product(adapter, lora, module));
            });
            assertThat(lora.ranks().keySet()).containsExactlyInAnyOrderElementsOf(modules);
        } else {
            adapter.body().layers().forEach(layer -> assertNumbers(expected.get("tensors").get(layer.storedName()),
                    adapter.body().read(layer)));
        }
    }

    @ParameterizedTest
    @CsvSource({ "llama.lora-bias,ADAPTER_CONFIG_UNSUPPORTED,lora_bias",
            "squeezebert.grouped,TENSOR_SHAPE_MISMATCH,2 groups" })
    void whatIsNotReadIsRefusedByName(String name, ErrorCode code, String said) {
        ShakerException refused = catchThrowableOfType(ShakerException.class, () -> Family.PEFT.open(name));
        assertThat(refused.code()).isEqualTo(code);
        assertThat(refused).hasMessageContaining(said);
    }

    /** The same model under other heads: bert. or model. or transformer. before the names, or nothing. */
    @ParameterizedTest
    @CsvSource({ "llama.lora,llama.lora.feature-extraction", "llama.lora,llama.lora.seq-cls",
            "llama.lora.token-cls,llama.lora.feature-extraction", "gpt2.lora,gpt2.lora.feature-extraction",
            "gpt2.lora,gpt2.lora.seq-cls", "bert.lora,bert.lora.feature-extraction", "bert.lora,bert.lora.question-ans",
            "roberta.lora,roberta.lora.feature-extraction", "distilbert.lora,distilbert.lora.feature-extraction",
            "deberta.lora,deberta.lora.feature-extraction", "modernbert.lora,modernbert.lora.feature-extraction",
            "electra.lora,electra.lora.feature-extraction", "albert.lora,albert.lora.token-cls",
            "albert.lora,albert.lora.feature-extraction", "falcon.lora,falcon.lora.seq-cls",
            "gptneox.lora,gptneox.lora.seq-cls", "opt.lora,opt.lora.seq-cls", "llama.lora,llama.bf16",
            "llama.lora,llama.saved" })
    void taskTypesOfOneModelAreComparableInBothBases(String one, String other) {
        var space = SpaceSignature.of(Family.PEFT.open(one), "base");
        var adapter = SpaceSignature.of(Family.PEFT.open(other), "base");
        space.check(Named.space("s"), adapter, "a", Basis.FACTORS);
        space.check(Named.space("s"), adapter, "a", Basis.UPDATE);
    }

    /** What an adapter lacks, or has beside, does not keep it from the space of another in basis update. */
    @ParameterizedTest
    @CsvSource({ "llama.lora,llama.all-linear", "llama.embedding,llama.lora", "llama.adalora,llama.lora",
            "bert.all-linear,bert.lora", "bert.embedding,bert.all-linear", "t5.lora,t5.embedding" })
    void otherRanksAndTargetsAreComparableByTheirUpdates(String one, String other) {
        SpaceSignature.of(Family.PEFT.open(one), "base").check(Named.space("s"),
                SpaceSignature.of(Family.PEFT.open(other), "base"), "a",
                Basis.UPDATE);
    }

    @Test
    void otherMethodsAreNeverTakenForLora() {
        for (String method : new String[]{ "dora", "ia3", "vera", "loha", "lokr", "oft", "prefix", "prompt",
                "p-tuning" }) {
            var other = SpaceSignature.of(Family.PEFT.open("llama." + method), "base");
            ShakerException refused = catchThrowableOfType(ShakerException.class,
                    () -> SpaceSignature.of(Family.PEFT.open("llama.lora"), "base").check(Named.space("s"), other, "a",
                            Basis.UPDATE));
            assertThat(refused.code()).as(method).isEqualTo(ErrorCode.ADAPTER_NOT_COMPARABLE);
        }
    }

    /** Without their projections, which a seed makes, VeRA's scales mean nothing. */
    @Test
    void veraOfOtherProjectionsIsAnotherFunction() {
        assertThat(((TensorSetConfig) Family.PEFT.open("llama.vera").config()).settings()).contains("projections=");
        assertThat(((TensorSetConfig) Family.PEFT.open("llama.vera-seed").config()).settings()).isEqualTo("seed=0");
        assertThat(AdapterScan.scan(Family.PEFT.open("llama.vera")).planes()).hasSize(4);
    }

    /** IA3's factors rest at 1: their signs would tell nothing. */
    @Test
    void ia3IsComparedByWhatItsFactorsChange() {
        Adapter adapter = Family.PEFT.open("llama.ia3");
        AdapterLayer layer = adapter.body().layers().getFirst();
        float[] values = adapter.body().read(layer);
        long[] signs = AdapterScan.scan(adapter).planes().get(layer.name()).sign();
        for (int i = 0; i < values.length; i++) {
            assertThat((signs[i / 64] >>> i % 64 & 1) == 1).as(layer.name() + " " + i).isEqualTo(values[i] < 1);
        }
    }

    @Test
    void headsOfOtherTasksAreKeptAndNotTakenForSequenceClassifiers() {
        assertThat(Family.PEFT.open("bert.lora").head()).map(Head::config).contains(new HeadConfig.BertStatic(3));
        assertThat(Family.PEFT.open("roberta.lora").head()).map(Head::config).contains(new HeadConfig.RobertaStatic(3));
        assertSaved("bert.lora.token-cls", 3, "TOKEN_CLS", "classifier");
        assertSaved("bert.lora.question-ans", 3, "QUESTION_ANS", "qa_outputs");
        assertSaved("bert.saved", 3, "SEQ_CLS", "classifier", "pooler.dense");
        assertSaved("llama.lora.seq-cls", 3, "SEQ_CLS", "score");
        assertSaved("llama.saved", 0, "CAUSAL_LM", "embed_tokens", "lm_head");
        assertSaved("llama.embedding", 0, "CAUSAL_LM", "embed_tokens");
        assertSaved("bert.prompt", 3, "SEQ_CLS", "classifier");
    }

    @Test
    void typesOfTheFileAreKnown() {
        assertThat(type("llama.bf16")).isEqualTo(TensorType.BF16);
        assertThat(type("llama.fp16")).isEqualTo(TensorType.F16);
        assertThat(type("llama.adalora")).isEqualTo(TensorType.F32);
    }

    @Test
    void adaLoraIsLoraWithItsSingularValuesInA() {
        assertThat(Family.PEFT.open("llama.adalora").method()).isEqualTo(AdapterMethod.LORA);
        assertThat(UpdatePlanes.of((LoraConfig) Family.PEFT.open("llama.adalora").config(),
                Family.PEFT.open("llama.adalora").body())).hasSize(4);
    }

    private static TensorType type(String name) {
        Adapter adapter = Family.PEFT.open(name);
        return adapter.body().type(adapter.body().layers().getFirst());
    }

    private static void assertSaved(String name, int labels, String task, String... modules) {
        assertThat(Family.PEFT.open(name).head()).as(name).map(Head::config)
                .contains(new HeadConfig.Saved(labels, task, new TreeSet<>(Set.of(modules))));
    }

    /** Scale B A, [out, in]. */
    private static float[] product(Adapter adapter, LoraConfig lora, String module) {
        AdapterLayer a = adapter.body().layer(module + ".lora_A");
        AdapterLayer b = adapter.body().layer(module + ".lora_B");
        int rank = a.shape().dimension(0);
        int in = a.shape().dimension(1);
        int out = b.shape().dimension(0);
        float[] left = adapter.body().read(b);
        float[] right = adapter.body().read(a);
        float[] product = new float[out * in];
        for (int i = 0; i < out; i++) {
            for (int j = 0; j < in; j++) {
                double sum = 0;
                for (int k = 0; k < rank; k++) {
                    sum += (double) left[i * rank + k] * right[k * in + j];
                }
                product[i * in + j] = (float) (lora.scale(module) * sum);
            }
        }
        return product;
    }

    private static void assertNumbers(JsonNode expected, float[] values) {
        double sum = 0;
        double magnitude = 0;
        for (float value : values) {
            sum += value;
            magnitude += Math.abs(value);
        }
        double wide = expected.get("magnitude").doubleValue();
        // What the library itself multiplies in bfloat16 is that coarse.
        double tolerance = 1e-5 * Math.max(1, wide);
        assertThat(magnitude).isCloseTo(wide, within(Math.max(tolerance, 3e-3 * wide * (isCoarse(expected) ? 1 : 0))));
        assertThat(sum).isCloseTo(expected.get("sum").doubleValue(),
                within(Math.max(tolerance, isCoarse(expected) ? 3e-3 * wide : 0)));
        assertThat((double) values[0]).isCloseTo(expected.get("first").doubleValue(),
                within(isCoarse(expected) ? 4e-3 * Math.max(1, wide) : 1e-5));
    }

    /** A product that was computed in a narrow type has a first value of few bits. */
    private static boolean isCoarse(JsonNode expected) {
        float first = expected.get("first").floatValue();
        return (Float.floatToRawIntBits(first) & 0x1fff) == 0;
    }
}
