package dev.shaker.runtime;

import java.time.Clock;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import dev.shaker.djl.DjlEvaluator;
import dev.shaker.djl.EvaluatorSettings;
import dev.shaker.evaluation.Evaluator;
import dev.shaker.mixture.Mixer;
import dev.shaker.pipeline.EvaluationSettings;
import dev.shaker.pipeline.PlaneSettings;

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
    Evaluator evaluator(Settings settings) {
        EvaluatorSettings defaults = EvaluatorSettings.defaults(settings.device(),
                settings.evaluation().threads().orElse(0));
        return new DjlEvaluator(new EvaluatorSettings(defaults.device(), defaults.threads(), defaults.baseBytes(),
                settings.evaluation().tokenMemory().asLongValue(), defaults.memberBytes(), defaults.batchTokens()));
    }

    void close(@Disposes Evaluator evaluator) {
        evaluator.close();
    }

    @Produces
    @Singleton
    EvaluationSettings evaluationSettings(Settings settings) {
        return new EvaluationSettings(settings.evaluation().batchSize());
    }

    @Produces
    @Singleton
    Mixer mixer(Settings settings) {
        return new Mixer(settings.mixer().threads().orElse(Runtime.getRuntime().availableProcessors()));
    }

    @Produces
    @Singleton
    PlaneSettings planeSettings(Settings settings) {
        return new PlaneSettings(settings.fsd().planeMemory().asLongValue());
    }
}
