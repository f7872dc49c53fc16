package dev.shaker.runtime;

import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

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
import dev.shaker.outbound.OutboundTargets;
import dev.shaker.pipeline.ServedModels;
import dev.shaker.pipeline.evaluation.AttackSettings;
import dev.shaker.pipeline.evaluation.EvaluationSettings;
import dev.shaker.pipeline.registration.PlaneSettings;
import dev.shaker.served.ServedEvaluator;
import dev.shaker.served.ServerAccess;
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

    /** Made at the first evaluation that is Shaker's own: other roles, and evaluators of a server alone, never load PyTorch. */
    @Produces
    @ApplicationScoped
    Evaluator evaluator(EvaluationConfig config, EvaluationProgress progress) {
        Supplier<Evaluator> own = () -> own(config, progress);
        Optional<ServerAccess> server = ServerSettings.access(config.server());
        return new WatchedEvaluator(server.isEmpty()
                ? own.get()
                : new RoutedEvaluator(own, new ServedEvaluator(server.get(), progress::advanced)), progress);
    }

    private static Evaluator own(EvaluationConfig config, EvaluationProgress progress) {
        EvaluatorSettings defaults = EvaluatorSettings.defaults(config.device(), config.threads().orElse(0));
        return new DjlEvaluator(
                new EvaluatorSettings(defaults.device(), defaults.threads(), defaults.baseBytes(),
                        config.tokenMemory().asLongValue(), defaults.memberBytes(), defaults.batchTokens(),
                        Precision.named(config.precision())),
                progress::advanced, new Language(new WordNetSynonyms(), new OpenNlpTagger()));
    }

    void close(@Disposes Evaluator evaluator) {
        evaluator.close();
    }

    @Produces
    @Singleton
    ServedModels servedModels(EvaluationConfig config) {
        return ServerSettings.models(config.server());
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
    OutboundTargets outboundTargets(OutboundConfig config, Clock clock) {
        return OutboundSettings.targets(config, clock);
    }

    void close(@Disposes OutboundTargets targets) {
        targets.close();
    }

    @Produces
    @Singleton
    PlaneSettings planeSettings(FsdConfig config) {
        return new PlaneSettings(config.planeMemory().asLongValue(), config.planePack(),
                config.registrationMemory().asLongValue(), config.updateElements(), config.adapterElements());
    }
}
