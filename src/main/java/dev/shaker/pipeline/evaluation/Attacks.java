package dev.shaker.pipeline.evaluation;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.AdapterStore;
import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.adapter.base.DecoderModel;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.evaluation.Attack;
import dev.shaker.event.AttackRequested;

/** Attacks as they travel, and as the science understands them. */
@ApplicationScoped
public class Attacks {
    private static final String FGSM = "fgsm";
    private static final String TEXTFOOLER = "textfooler";

    private final AttackSettings settings;
    private final AdapterStore store;

    Attacks(AttackSettings settings, AdapterStore store) {
        this.settings = settings;
        this.store = store;
    }

    /**
     * Checks that an attack is run on the rows of an adapter's domain: whoever asks learns it at once.
     *
     * @throws ShakerException {@code EVALUATION_UNSUPPORTED} where its base model is a decoder
     */
    public void check(Attack attack, RegisteredAdapter adapter) {
        String base = adapter.baseModel().location();
        if (attack instanceof Attack.None || base.isEmpty()) {
            return;
        }
        if (DecoderModel.isDecoder(store.open(base))) {
            throw new ShakerException(ErrorCode.EVALUATION_UNSUPPORTED, "attacks are run on encoders, and the base"
                    + " model of domain '" + adapter.domain() + "' is a decoder: ask for it without an attack")
                    .with("field", "attack").with("domain", adapter.domain());
        }
    }

    /**
     * What a user asks for, with the settings where the request is silent: from here on the attack is all that decides.
     *
     * @throws ShakerException {@code REQUEST_INVALID} naming the field
     */
    public Attack resolve(@Nullable AttackRequested wanted) {
        return switch (read(wanted)) {
            case Attack.TextFooler fooler -> new Attack.TextFooler(fooler.similarity(), fooler.cosine(),
                    fooler.candidates(), fooler.wordVectors().or(settings::wordVectors),
                    fooler.encoder().or(settings::encoder));
            case Attack other -> other;
        };
    }

    /** @throws ShakerException {@code REQUEST_INVALID} naming the field */
    public static Attack read(@Nullable AttackRequested wanted) {
        if (wanted == null) {
            return new Attack.None();
        }
        return switch (wanted.name()) {
            case FGSM -> {
                only(wanted, Set.of("epsilon"));
                yield new Attack.Fgsm(number(wanted.epsilon(), Attack.Fgsm.EPSILON));
            }
            case TEXTFOOLER -> {
                only(wanted, Set.of("similarity", "cosine", "candidates", "wordVectors", "encoder"));
                Integer candidates = wanted.candidates();
                yield new Attack.TextFooler(number(wanted.similarity(), Attack.TextFooler.SIMILARITY),
                        number(wanted.cosine(), Attack.TextFooler.COSINE),
                        candidates == null ? Attack.TextFooler.CANDIDATES : candidates,
                        Optional.ofNullable(wanted.wordVectors()), Optional.ofNullable(wanted.encoder()));
            }
            default -> throw new ShakerException(ErrorCode.REQUEST_INVALID,
                    "attack '" + wanted.name() + "' is not known; choose fgsm or textfooler").with("field", "name");
        };
    }

    /** With every parameter that matters; null for no attack. */
    public static @Nullable AttackRequested write(Attack attack) {
        return switch (attack) {
            case Attack.None _ -> null;
            case Attack.Fgsm(double epsilon) ->
                new AttackRequested(FGSM, BigDecimal.valueOf(epsilon), null, null, null, null, null);
            case Attack.TextFooler fooler -> new AttackRequested(TEXTFOOLER, null,
                    BigDecimal.valueOf(fooler.similarity()),
                    fooler.wordVectors().map(_ -> BigDecimal.valueOf(fooler.cosine())).orElse(null),
                    fooler.candidates(), fooler.wordVectors().orElse(null), fooler.encoder().orElse(null));
        };
    }

    private static double number(@Nullable BigDecimal given, double otherwise) {
        return given == null ? otherwise : given.doubleValue();
    }

    private static void only(AttackRequested wanted, Set<String> known) {
        Map<String, @Nullable Object> given = new LinkedHashMap<>();
        given.put("epsilon", wanted.epsilon());
        given.put("similarity", wanted.similarity());
        given.put("cosine", wanted.cosine());
        given.put("candidates", wanted.candidates());
        given.put("wordVectors", wanted.wordVectors());
        given.put("encoder", wanted.encoder());
        given.forEach((name, value) -> {
            if (value != null && !known.contains(name)) {
                throw new ShakerException(ErrorCode.REQUEST_INVALID, "attack '" + wanted.name() + "' has no parameter '"
                        + name + "'; it has " + String.join(", ", known.stream().sorted().toList())).with("field",
                                name);
            }
        });
    }
}
