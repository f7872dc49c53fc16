package dev.shaker.mixture;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;

import dev.shaker.forecast.Forecast;
import dev.shaker.forecast.Forecast.Basis;
import dev.shaker.identity.DomainName;
import dev.shaker.mixture.Advice.Finding;
import dev.shaker.mixture.Advice.Initialisation;
import dev.shaker.mixture.Advice.Reason;
import dev.shaker.mixture.Advice.Verdict;

import static org.assertj.core.api.Assertions.assertThat;

/** What follows for advice from what mixing costs. */
class CostsTest {
    private static final DomainName FILMS = new DomainName("films");
    private static final DomainName NLI = new DomainName("nli");
    private static final DomainName POSTS = new DomainName("posts");
    private static final SortedSet<DomainName> ALL = new TreeSet<>(List.of(FILMS, NLI, POSTS));
    private static final Advice SIGNS = new Advice(Verdict.MIX, Initialisation.SHARED,
            List.of(new Finding(Reason.SHARED_DIRECTION, List.copyOf(ALL), "every pair shares its direction")),
            List.of(), Optional.empty());

    @Test
    void withoutMeasurementsTheVerdictIsThatNothingIsMeasured() {
        Advice advice = SIGNS.costing(new Costs(ALL, List.of(), Optional.empty()));
        assertThat(advice.verdict()).isEqualTo(Verdict.NOT_MEASURED);
        assertThat(advice.findings()).extracting(Finding::reason).containsExactly(Reason.NOT_MEASURED,
                Reason.SHARED_DIRECTION);
        assertThat(advice.findings().getFirst().message()).contains("films, nli, posts", "shaker find");
    }

    @Test
    void whatCostsEverybodyLittleMayBeMixed() {
        Advice advice = SIGNS.costing(new Costs(ALL, List.of(of(FILMS, 0.001, -0.01, 0.012, Basis.DOMAIN),
                of(NLI, 0, -0.02, 0.02, Basis.DOMAIN), of(POSTS, 0.01, -0.01, 0.03, Basis.MIXTURE)), Optional.empty()));
        assertThat(advice.verdict()).isEqualTo(Verdict.MIX);
        assertThat(advice.findings()).extracting(Finding::reason).containsExactly(Reason.LITTLE_LOSS,
                Reason.SHARED_DIRECTION);
        assertThat(advice.findings().getFirst().message()).contains("films, nli, posts", "at most 3.0 points");
    }

    @Test
    void aGreatLossOfOneDecidesForAll() {
        Advice advice = SIGNS.costing(new Costs(ALL, List.of(of(FILMS, 0.31, 0.28, 0.34, Basis.DOMAIN),
                of(NLI, 0.02, -0.01, 0.05, Basis.SPACE)), Optional.empty()));
        assertThat(advice.verdict()).isEqualTo(Verdict.DO_NOT);
        assertThat(advice.findings()).extracting(Finding::reason).containsExactly(Reason.GREAT_LOSS,
                Reason.LOSS_EXPECTED, Reason.NOT_MEASURED, Reason.SHARED_DIRECTION);
        assertThat(advice.findings().getFirst().message())
                .isEqualTo(
                        "mixing costs 'films' 31.0 points (28.0 to 34.0): foretold from 40 measured mixtures with it");
        assertThat(advice.findings().get(1).message()).contains("on other domains");
        assertThat(advice.findings().get(2).domains()).containsExactly(POSTS);
    }

    private static Forecast of(DomainName domain, double drop, double low, double high, Basis basis) {
        return new Forecast(domain, drop, low, high, basis, 40);
    }
}
