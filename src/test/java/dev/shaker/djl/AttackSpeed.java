package dev.shaker.djl;

import java.util.List;

import dev.shaker.evaluation.Attack;
import dev.shaker.evaluation.AttackOutcome;
import dev.shaker.evaluation.EvaluationResult;
import dev.shaker.evaluation.attack.Language;
import dev.shaker.words.OpenNlpTagger;
import dev.shaker.words.WordNetSynonyms;

/** Measures evaluations under attack on the sample: FGSM, and TextFooler the first and a second time. Argument: rounds. */
public final class AttackSpeed {
    private AttackSpeed() {
    }

    public static void main(String[] arguments) {
        int rounds = Integer.parseInt(arguments[0]);
        Space sample = Space.sample();
        try (var evaluator = new DjlEvaluator(EvaluatorSettings.defaults("cpu", 0), () -> {
        }, new Language(new WordNetSynonyms(), new OpenNlpTagger()))) {
            for (Attack attack : List.of(new Attack.None(), new Attack.Fgsm(0.01), new Attack.TextFooler())) {
                for (String domain : List.of("films", "reviews", "abstracts")) {
                    for (int round = 0; round < rounds; round++) {
                        var members = sample.members("pfeiffer",
                                round % 2 == 0 ? List.of(domain) : List.of(domain, "nli"));
                        EvaluationResult result = evaluator
                                .evaluate(sample.job("pfeiffer", members, domain).under(attack));
                        System.out.printf("%s %s, %d members: %.2f s for %d rows, %d under attack, %d questions%n",
                                attack.getClass().getSimpleName(), domain, members.size(), result.seconds(),
                                result.total(), result.attack().map(AttackOutcome::correct).orElse(result.correct()),
                                result.attack().map(outcome -> outcome.effort().queries()).orElse(0L));
                    }
                }
            }
        }
    }
}
