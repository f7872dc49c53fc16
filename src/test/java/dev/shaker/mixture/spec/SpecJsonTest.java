package dev.shaker.mixture.spec;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.shaker.Named;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.JsonText;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class SpecJsonTest {
    @ParameterizedTest
    @ValueSource(strings = { "{'select':{'strategy':'paper','size':3}}",
            "{'select':{'strategy':'paper-max','size':3,'targets':['a']}}",
            "{'select':{'strategy':'greedy','size':3,'targets':['b','a']}}",
            "{'select':{'strategy':'exact','size':3}}", "{'select':{'strategy':'threshold','threshold':0.35}}",
            "{'select':{'strategy':'similarity','size':2,'targets':['a']}}", "{'select':{'members':['b','a']}}",
            "{'select':{'members':['a']},'prune':{'sparsity':0.4,'scope':'global','layers':2,'against':'all'}}",
            "{'select':{'members':['a']},'prune':{'sparsity':0.4,'score':'random','seed':-7,'biases':'keep'}}",
            "{'select':{'members':['a']},'prune':{'sparsity':0.4,'score':'synflow','rounds':100,'scope':'block'}}",
            "{'select':{'members':['a']},'prune':{'sparsity':0.4,'score':'synflow'}}",
            "{'select':{'members':['a']},'prune':{'sparsity':0.4,'score':'consensus'}}",
            "{'select':{'members':['a','b']},'merge':{'method':'mean','weights':{'a':-0.5,'b':'0.1234567890123456789'}}}",
            "{'select':{'members':['a']},'merge':{'method':'task-arithmetic','lambda':0.3}}",
            "{'select':{'members':['a']},'merge':{'method':'ties','density':0.2,'scope':'layer','lambda':2}}",
            "{'select':{'members':['a']},'merge':{'method':'dare-linear','density':0.2,'seed':12345678901234}}",
            "{'select':{'members':['a']},'merge':{'method':'dare-ties','align':'flip'}}",
            "{'select':{'members':['a']},'merge':{'method':'della','density':0.6,'epsilon':0.05}}",
            "{'select':{'members':['a']},'merge':{'method':'breadcrumbs','density':0.8,'gamma':0.02}}",
            "{'select':{'members':['a']},'merge':{'method':'slerp','scope':'block'}}",
            "{'select':{'members':['a']},'merge':{'method':'concat','align':'procrustes'}}",
            "{'select':{'members':['a']},'merge':{'method':'svd','rank':8,'heads':'mean'}}",
            "{'select':{'members':['a']},'merge':{'method':'knots','inner':'dare-ties','seed':4,'weights':{'a':2}}}",
            "{'select':{'members':['a']},'merge':{'method':'core-space','inner':'tsv-m','lambda':0.5}}",
            "{'select':{'members':['a']},'merge':{'method':'tsv-m','lambda':0.5}}",
            "{'select':{'members':['a']},'merge':{'method':'iso-c'}}",
            "{'select':{'members':['a']},'merge':{'method':'model-stock','weights':{'a':2}}}",
            "{'select':{'members':['a']},'merge':{'method':'lora-lego','rank':8,'seed':7}}",
            "{'select':{'members':['a']},'merge':{'method':'knots','rank':8,'uniform':true}}",
            "{'select':{'members':['a']},'merge':{'method':'mean','rank':8}}" })
    void readsWhatItWrites(String text) {
        MixtureSpec spec = read(text);

        assertThat(SpecJson.read(SpecJson.write(spec))).isEqualTo(spec);
        byte[] json = JsonText.pretty(SpecJson.write(spec));
        assertThat(SpecJson.read(JsonText.parse(ErrorCode.INTERNAL, "x", json))).isEqualTo(spec);
    }

    @Test
    void missingObjectsTakeTheirDefaults() {
        MixtureSpec spec = read("{'select':{'members':['a']}}");

        assertThat(spec.pruning()).isEqualTo(Pruning.NONE);
        assertThat(spec.merging()).isEqualTo(Merging.Mean.EQUAL);
    }

    /** Parameters of the method inside stand beside it, and none that has no effect is written. */
    @Test
    void aMethodInsideASpaceHasItsOwnParameters() {
        var json = SpecJson.write(read("{'select':{'members':['a']},'merge':{'method':'core-space','align':'flip'}}"));

        assertThat(json.path("merge").properties().stream().map(java.util.Map.Entry::getKey))
                .containsExactlyInAnyOrder("method", "inner", "weights", "density", "scope", "lambda", "heads");
        assertThat(json.path("merge").path("inner").asText()).isEqualTo("ties");
        assertThat(json.path("merge").path("scope").asText()).isEqualTo("layer");
    }

    @Test
    void equalNumbersWrittenDifferentlyAreOneRequest() {
        assertThat(read("{'select':{'members':['a']},'merge':{'method':'ties','density':0.50,'lambda':1.0}}"))
                .isEqualTo(read("{'select':{'members':['a']},'merge':{'method':'ties','density':0.5,'lambda':1}}"));
    }

    @Test
    void decimalsStayExact() {
        MixtureSpec spec = read("{'select':{'members':['a']},'prune':{'sparsity':0.29}}");

        assertThat(spec.pruning().sparsity()).isEqualTo(new BigDecimal("0.29"));
        assertThat(spec.pruning().dropped(100)).isEqualTo(29);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "{'select':{'strategy':'best','size':3}} | select.strategy | paper-max",
            "{'select':{'strategy':'greedy'}} | select.size | missing",
            "{'select':{'strategy':'greedy','size':'3'}} | select.size | whole number",
            "{'select':{'strategy':'greedy','size':1,'targets':['a','b']}} | select.targets | 2 target",
            "{'select':{'strategy':'explicit','members':[]}} | select.members | at least one",
            "{'select':{'members':['a','a']}} | select.members | twice",
            "{'select':{'members':['a','b'],'size':3}} | select.size | leave the size out",
            "{'select':[]} | select | object",
            "{'select':{'members':['a']},'prune':{'scope':'world'}} | prune.scope | layer, block, global",
            "{'select':{'members':['a']},'prune':{'layers':0}} | prune.layers | at least 1",
            "{'select':{'members':['a']},'prune':{'sparsity':'much'}} | prune.sparsity | number",
            "{'select':{'members':['a']},'prune':{'score':'wanda'}} | prune.score | magnitude, random, synflow, consensus",
            "{'select':{'members':['a']},'prune':{'seed':1}} | prune.seed | use score 'random'",
            "{'select':{'members':['a']},'prune':{'score':'synflow','seed':1}} | prune.seed | leave prune.seed out",
            "{'select':{'members':['a']},'prune':{'score':'random','rounds':2}} | prune.rounds | use score 'synflow'",
            "{'select':{'members':['a']},'prune':{'score':'synflow','rounds':0}} | prune.rounds | 1 to 1000",
            "{'select':{'members':['a']},'prune':{'biases':'drop'}} | prune.biases | prune, keep",
            "{'select':{'members':['a']},'merge':{'method':'blend'}} | merge.method | breadcrumbs",
            "{'select':{'members':['a']},'merge':{'method':'ties','density':0}} | merge.density | (0, 1]",
            "{'select':{'members':['a']},'merge':{'method':'svd','rank':0}} | merge.rank | at least 1",
            "{'select':{'members':['a']},'merge':{'method':'dare-ties','seed':0.5}} | merge.seed | whole number",
            "{'select':{'members':['a']},'merge':{'method':'knots','inner':'iso-c'}} | merge.inner | breadcrumbs, slerp",
            "{'select':{'members':['a']},'merge':{'method':'core-space','inner':'knots'}} | merge.inner | tsv-m, iso-c",
            "{'select':{'members':['a']},'merge':{'method':'core-space','inner':'blend'}} | merge.inner | dare-ties",
            "{'select':{'members':['a']},'merge':{'method':'lora-lego','rank':0}} | merge.rank | at least 1",
            "{'select':{'members':['a']},'merge':{'method':'iso-c','rank':0}} | merge.rank | at least 1",
            "{'select':{'members':['a']},'merge':{'uniform':'yes'}} | merge.uniform | true or false",
            "{'select':{'members':['a']},'merge':{'weights':{'a':true}}} | merge.weights.a | number" })
    void complaintsNameTheFieldAndTheRemedy(String text, String field, String remedy) {
        assertThatThrownBy(() -> read(text)).hasMessageContaining(remedy)
                .satisfies(e -> assertThat(((ShakerException) e).details())
                        .containsEntry("field", field))
                .extracting("code").isEqualTo(ErrorCode.MIXTURE_REQUEST_INVALID);
    }

    /** Recipes say of magnitude what they said when there was nothing else. */
    @Test
    void aScoreIsPartOfTheIdentityAndMagnitudeIsNot() {
        assertThat(identity("{'sparsity':0.4,'scope':'block','against':'all'}"))
                .isEqualTo("{\"sparsity\":0.4,\"scope\":\"block\"}");
        assertThat(identity("{'score':'synflow','rounds':3,'biases':'keep'}")).isEqualTo("{\"sparsity\":0}");
        assertThat(identity("{'sparsity':0.4,'score':'magnitude','biases':'keep'}"))
                .isEqualTo("{\"sparsity\":0.4,\"scope\":\"layer\",\"biases\":\"keep\"}");
        assertThat(identity("{'sparsity':0.4,'score':'random'}"))
                .isEqualTo("{\"sparsity\":0.4,\"scope\":\"layer\",\"score\":\"random\",\"seed\":0}");
        assertThat(identity("{'sparsity':0.4,'score':'synflow'}"))
                .isEqualTo("{\"sparsity\":0.4,\"scope\":\"layer\",\"score\":\"synflow\",\"rounds\":1}");
        assertThat(identity("{'sparsity':0.4,'score':'consensus'}"))
                .isEqualTo("{\"sparsity\":0.4,\"scope\":\"layer\",\"score\":\"consensus\"}");
        assertThat(SpecJson.write(read("{'select':{'members':['a']},'prune':{'sparsity':0.4}}")).path("prune"))
                .hasToString("{\"sparsity\":0.4,\"scope\":\"layer\",\"against\":\"selected\"}");
    }

    private static String identity(String prune) {
        return JsonText.compact(
                PruningJson.identity(read("{'select':{'members':['a']},'prune':" + prune + "}").pruning()));
    }

    @Test
    void sparsityOutOfRangeHasItsOwnCode() {
        assertThatThrownBy(() -> read("{'select':{'members':['a']},'prune':{'sparsity':1.5}}")).extracting("code")
                .isEqualTo(ErrorCode.SPARSITY_OUT_OF_RANGE);
    }

    @Test
    void selectionKeepsItsTargetsSorted() {
        assertThat(List.copyOf(read("{'select':{'strategy':'greedy','size':2,'targets':['b','a']}}").selection()
                .targets())).containsExactly(Named.domain("a"), Named.domain("b"));
    }

    public static MixtureSpec read(String text) {
        return SpecJson.read(JsonText.parse(ErrorCode.EVENT_MALFORMED, "request",
                text.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }
}
