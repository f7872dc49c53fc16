package dev.shaker.runtime;

import java.time.Clock;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import dev.shaker.djl.DjlEvaluator;
import dev.shaker.djl.EvaluatorSettings;
import dev.shaker.djl.torch.Precision;
import dev.shaker.evaluation.Evaluator;
import dev.shaker.evaluation.attack.Language;
import dev.shaker.mixture.Mixer;
import dev.shaker.pipeline.evaluation.AttackSettings;
import dev.shaker.pipeline.evaluation.EvaluationSettings;
import dev.shaker.pipeline.registration.PlaneSettings;
import dev.shaker.words.OpenNlpTagger;
import dev.shaker.words.WordNetSynonyms;

/** Wires the plain classes of the pure rooms with the settings. */
@ApplicationScoped
class Producers {
    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    /** Made at the first evaluation: other roles never load PyTorch. */
    @Produces
    @ApplicationScoped
    Evaluator evaluator(EvaluationConfig config, EvaluationProgress progress) {
        EvaluatorSettings defaults = EvaluatorSettings.defaults(config.device(), config.threads().orElse(0));
        return new WatchedEvaluator(new DjlEvaluator(
                new EvaluatorSettings(defaults.device(), defaults.threads(), defaults.baseBytes(),
                        config.tokenMemory().asLongValue(), defaults.memberBytes(), defaults.batchTokens(),
                        Precision.named(config.precision())),
                progress::advanced, new Language(new WordNetSynonyms(), new OpenNlpTagger())), progress);
    }

    void close(@Disposes Evaluator evaluator) {
        evaluator.close();
    }

    @Produces
    @Singleton
    EvaluationSettings evaluationSettings(EvaluationConfig config) {
        return new EvaluationSettings(config.batchSize(), config.precision());
    }

    @Produces
    @Singleton
    AttackSettings attackSettings(AttackConfig config) {
        return new AttackSettings(config.wordVectors(), config.sentenceEncoder());
    }

    @Produces
    @Singleton
    Mixer mixer(MixerConfig config) {
        return new Mixer(config.threads().orElse(Runtime.getRuntime().availableProcessors()));
    }

    @Produces
    @Singleton
    PlaneSettings planeSettings(FsdConfig config) {
        return new PlaneSettings(config.planeMemory().asLongValue(), config.planePack(),
                config.registrationMemory().asLongValue(), config.updateElements(), config.adapterElements());
    }
}
