package dev.shaker.cases;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.shaker.Named;
import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterScan;
import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.LocalSink;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.adapter.io.AdapterReader;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.mixture.Mixer;
import dev.shaker.mixture.MixtureFiles;
import dev.shaker.mixture.Recipe;
import dev.shaker.mixture.merge.Loras;
import dev.shaker.mixture.spec.SpecJson;
import dev.shaker.tensor.JsonText;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.offset;

/** 40-negative-weights: 0.5 reviews - 1 spam, the two unrelated adapters of the report. */
class NegativeWeightCaseTest {
    private static final Path CASES = Path.of("src/test/resources/cases/40-negative-weights");

    private final Path directory;

    NegativeWeightCaseTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @ParameterizedTest
    @ValueSource(strings = { "{'method':'concat'}", "{'method':'svd','rank':8}",
            "{'method':'svd','rank':8,'align':'procrustes'}" })
    void everySignIsTheOneThatWasAskedFor(String merge) {
        // Given
        Adapter reviews = open("reviews");
        Adapter spam = open("spam");

        // When
        mix(merge);

        // Then
        Adapter mixed = MixtureFiles.open(new LocalFiles(directory), Named.domain("reviews"));
        for (String module : ((LoraConfig) reviews.config()).ranks().keySet()) {
            double[] plus = Loras.update(reviews, module);
            double[] minus = Loras.update(spam, module);
            double[] update = Loras.update(mixed, module);
            for (int i = 0; i < update.length; i++) {
                assertThat(update[i]).as(module).isEqualTo(plus[i] / 2 - minus[i], offset(1e-5));
            }
        }
    }

    @Test
    void aMeanOfFactorsWouldLoseTheSignAndIsRefused() {
        ShakerException refused = catchThrowableOfType(ShakerException.class, () -> mix("{'method':'mean'}"));
        assertThat(refused.code()).isEqualTo(ErrorCode.MIXTURE_REQUEST_INVALID);
        assertThat(refused).hasMessageContaining("negative");
    }

    private void mix(String merge) {
        ObjectNode request = JsonText.object();
        request.set("merge", JsonText.parse(ErrorCode.INTERNAL, "merge",
                merge.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
        request.putObject("select").putArray("members").add("reviews").add("spam");
        Recipe recipe = new Recipe(Recipe.ALGORITHM, Named.space("c40"), 1, "base", "lora",
                List.of(member("reviews", "0.5"), member("spam", "-1")), SpecJson.read(request), JsonText.object(),
                Optional.empty());
        new Mixer(1).mix(recipe, member -> open(member.domain().name()), new LocalSink(directory),
                () -> new LocalFiles(directory));
    }

    private static Recipe.RecipeMember member(String domain, String weight) {
        return new Recipe.RecipeMember(Named.domain(domain), AdapterScan.scan(open(domain)).id(), domain,
                new TreeMap<>(),
                new BigDecimal(weight), Optional.empty());
    }

    private static Adapter open(String name) {
        return AdapterReader.open(new LocalFiles(CASES.resolve(name)));
    }
}
