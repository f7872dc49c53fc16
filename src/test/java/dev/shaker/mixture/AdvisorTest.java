package dev.shaker.mixture;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import dev.shaker.Named;
import dev.shaker.error.ErrorCode;
import dev.shaker.fsd.FsdMatrix;
import dev.shaker.fsd.LayerConflicts;
import dev.shaker.fsd.PairConflicts;
import dev.shaker.identity.DomainName;
import dev.shaker.mixture.Advice.Initialisation;
import dev.shaker.mixture.Advice.Reason;
import dev.shaker.mixture.Advice.Verdict;
import dev.shaker.mixture.select.Embeddings;
import dev.shaker.mixture.select.SelectorTest;
import dev.shaker.mixture.spec.SpecJsonTest;
import dev.shaker.similarity.Similarity;
import dev.shaker.similarity.Spectrum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AdvisorTest {
    private static final Map<DomainName, Long> ONE_SEED = Map.of(Named.domain("a"), 1L,
            Named.domain("b"), 1L, Named.domain("c"), 1L);

    @Test
    void adaptersThatShareDirectionAndSeedMayBeMixed() {
        Advice advice = advise(three(20, 30, 25), Optional.empty(), ONE_SEED);

        assertThat(advice.verdict()).isEqualTo(Verdict.MIX);
        assertThat(advice.initialisation()).isEqualTo(Initialisation.SHARED);
        assertThat(advice.pairs().get(0)).extracting(Advice.PairAdvice::domainA, Advice.PairAdvice::domainB)
                .containsExactly(Named.domain("a"), Named.domain("c"));
    }

    @Test
    void strangersAreNamed() {
        Advice advice = advise(three(20, 49, 30), Optional.empty(), Map.of());

        assertThat(advice.verdict()).isEqualTo(Verdict.CAUTION);
        assertThat(advice.initialisation()).isEqualTo(Initialisation.UNKNOWN);
        assertThat(advice.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.reason()).isEqualTo(Reason.NO_SHARED_DIRECTION);
            assertThat(DomainName.texts(finding.domains())).containsExactly("a", "c");
            assertThat(finding.message()).contains("49.0 %");
        });
    }

    @Test
    void opposedAdaptersMustNotBeMixed() {
        Advice advice = advise(three(20, 60, 49), Optional.empty(), ONE_SEED);

        assertThat(advice.verdict()).isEqualTo(Verdict.DO_NOT);
        assertThat(advice.findings()).extracting(Advice.Finding::reason).containsExactly(Reason.OPPOSED,
                Reason.NO_SHARED_DIRECTION);
    }

    @Test
    void differentSeedsAreNamed() {
        Advice advice = advise(three(20, 30, 25), Optional.empty(),
                Map.of(Named.domain("a"), 1L, Named.domain("b"), 2L));

        assertThat(advice.initialisation()).isEqualTo(Initialisation.DIFFERENT);
        assertThat(advice.findings()).extracting(Advice.Finding::reason)
                .containsExactly(Reason.DIFFERENT_INITIALISATION);
    }

    @Test
    void forLoraTheUpdatesDecideAndTurnedFactorsAreNoticed() {
        Advice advice = advise(three(60, 20, 20), Optional.of(three(20, 20, 20)), ONE_SEED);

        assertThat(advice.verdict()).isEqualTo(Verdict.CAUTION);
        assertThat(advice.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.reason()).isEqualTo(Reason.FACTORS_TURNED);
            assertThat(DomainName.texts(finding.domains())).containsExactly("a", "b");
            assertThat(finding.message()).contains("align");
        });
    }

    @Test
    void pairsComparableAsUpdatesOnlyAreSentToConcatOrSvd() {
        FsdMatrix factors = FsdMatrix.builder().add(Named.domain("a"), Named.adapter("1"))
                .add(Named.domain("b"), Named.adapter("2")).add(Named.domain("c"), Named.adapter("3")).build();

        Advice byUpdate = advise(factors, Optional.of(three(20, 20, 20)), ONE_SEED);
        Advice byFactors = advise(factors, Optional.empty(), ONE_SEED);

        assertThat(byUpdate.findings()).extracting(Advice.Finding::reason).containsOnly(Reason.UPDATES_ONLY);
        assertThat(byFactors.verdict()).isEqualTo(Verdict.DO_NOT);
        assertThat(byFactors.findings()).extracting(Advice.Finding::reason).containsOnly(Reason.NOT_COMPARABLE);
    }

    @Test
    void anUpdateThatDwarfsAnotherIsNamedWithBothNorms() {
        Similarity similarity = new Similarity(0.5, new Spectrum(400, 400 * Math.log(400), 1), new Spectrum(1, 0, 1), 0,
                0, 0, 0, new double[0], new double[0]);
        Advisor advisor = new Advisor(three(20, 20, 20), Optional.of(three(20, 20, 50)), ONE_SEED, Set.of(),
                (one, other) -> "",
                (one, other) -> one.name().equals("a") && other.name().equals("b")
                        ? Optional.of(similarity)
                        : Optional.empty());

        Advice advice = advisor.advise(DomainName.all(List.of("a", "b")));

        assertThat(advice.verdict()).isEqualTo(Verdict.CAUTION);
        assertThat(advice.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.reason()).isEqualTo(Reason.UNBALANCED);
            assertThat(finding.message()).contains("20.0").contains("1.00");
        });
        JsonNode json = AdviceJson.write(advice).at("/pairs/0/similarity");
        assertThat(json.path("cosine").asDouble()).isEqualTo(0.025);
        assertThat(json.path("normRatio").asDouble()).isEqualTo(20);
        assertThat(AdviceJson.write(advisor.advise(DomainName.all(List.of("a", "c")))).at("/pairs/0").has("similarity"))
                .isFalse();
    }

    @Test
    void theMostConflictingLayersComeFirst() {
        FsdMatrix matrix = FsdMatrix.builder().add(Named.domain("a"), Named.adapter("1"))
                .add(Named.domain("b"), Named.adapter("2"))
                .pair(Named.domain("a"), Named.domain("b"), PairConflicts.of(List.of(new LayerConflicts("x", 1, 10, 10),
                        new LayerConflicts("y", 3, 5, 10), new LayerConflicts("z", 5, 10, 10))))
                .build();

        Advice advice = new Advisor(matrix, Optional.empty(), Map.of()).advise(DomainName.all(List.of("a", "b")));

        assertThat(advice.pairs().get(0).worstLayers()).extracting(LayerConflicts::layer).containsExactly("y", "z",
                "x");
        assertThat(AdviceJson.write(advice).toString()).contains("\"verdict\":\"mix\"").contains("\"conflicts\":9");
    }

    @Test
    void aRequestIsRunDryAndItsImpossibilityIsTheAdvice() {
        FsdMatrix matrix = three(20, 30, 25);
        Advisor advisor = new Advisor(matrix, Optional.empty(), ONE_SEED);

        Advice possible = advisor.advise(order(matrix, "{'select':{'strategy':'greedy','size':2}}"));
        Advice impossible = advisor.advise(order(matrix, "{'select':{'strategy':'greedy','size':9}}"));

        assertThat(DomainName.texts(possible.plan().orElseThrow().domains())).containsExactly("a", "b");
        assertThat(impossible.verdict()).isEqualTo(Verdict.DO_NOT);
        assertThat(impossible.findings().get(0).message()).contains("mixture-too-large");
    }

    @Test
    void unknownDomainsAndSingleOnesAreRefused() {
        Advisor advisor = new Advisor(three(20, 30, 25), Optional.empty(), Map.of());

        assertThatThrownBy(() -> advisor.advise(DomainName.all(List.of("a", "q")))).extracting("code")
                .isEqualTo(ErrorCode.DOMAIN_UNKNOWN);
        assertThatThrownBy(() -> advisor.advise(DomainName.all(List.of("a")))).extracting("code")
                .isEqualTo(ErrorCode.MIXTURE_REQUEST_INVALID);
    }

    private static Advice advise(FsdMatrix factors, Optional<FsdMatrix> update, Map<DomainName, Long> seeds) {
        return new Advisor(factors, update, seeds).advise(DomainName.all(List.of("c", "a", "b")));
    }

    private static MixtureOrder order(FsdMatrix matrix, String request) {
        List<Member> members = matrix.entries().stream()
                .map(e -> new Member(e.domain(), e.adapterId(), "there", new TreeMap<>())).toList();
        return new MixtureOrder(Named.space("space"), 3, "base", "pfeiffer", matrix, MixtureOrder.Layers.in(matrix),
                members,
                SpecJsonTest.read(request),
                Embeddings.NONE);
    }

    private static FsdMatrix three(int ab, int ac, int bc) {
        return SelectorTest.matrix(new int[][]{ {}, { ab }, { ac, bc } }, 100);
    }
}
