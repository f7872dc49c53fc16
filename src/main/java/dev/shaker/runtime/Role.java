package dev.shaker.runtime;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/** What one process does, from {@code shaker.role}. */
public enum Role {
    /** Registers and withdraws adapters and counts conflicts. */
    FSD(Channels.TRAIN_COMPLETED, Channels.ADAPTER_WITHDRAWN),
    /** Chooses, prunes and merges; plans sweeps and searches; takes in what others have measured. */
    MIXER(Channels.MIXTURE_REQUEST, Channels.SWEEP_REQUEST, Channels.GUIDED_REQUEST, Channels.EVALUATION_MEASURED),
    /** Measures accuracies; one a device. */
    EVALUATOR(Channels.EVALUATION_REQUEST),
    /** REST, SSE and dashboard; tells verdicts to those outside who are configured. */
    GATEWAY(Channels.RESULTS, Channels.VERDICT_WEBHOOK, Channels.VERDICT_MLFLOW),
    /** Everything in one process: development, tests, small installations. */
    ALL(Channels.TRAIN_COMPLETED, Channels.ADAPTER_WITHDRAWN, Channels.MIXTURE_REQUEST, Channels.SWEEP_REQUEST,
            Channels.GUIDED_REQUEST, Channels.EVALUATION_REQUEST, Channels.EVALUATION_MEASURED, Channels.RESULTS,
            Channels.VERDICT_WEBHOOK, Channels.VERDICT_MLFLOW),
    /** Brings the database schema up to date and ends. */
    MIGRATE;

    /** The setting that holds a role's name. */
    public static final String PROPERTY = "shaker.role";

    @SuppressWarnings("ImmutableEnumChecker") // Set.of
    private final Set<String> channels;

    Role(String... channels) {
        this.channels = Set.of(channels);
    }

    /** The incoming channels this role starts; all others stay shut. */
    public Set<String> channels() {
        return channels;
    }

    /** Whether this role commits events, so that it takes part in publishing the outbox. */
    public boolean publishes() {
        return this != MIGRATE;
    }

    /** Whether this role does the work of the other one. */
    public boolean includes(Role other) {
        return this == other || this == ALL && other != MIGRATE;
    }

    /** The name in settings, {@code fsd}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws ShakerException CONFIGURATION_INVALID naming the roles there are */
    public static Role of(String name) {
        for (Role role : values()) {
            if (role.label().equals(name.strip().toLowerCase(Locale.ROOT))) {
                return role;
            }
        }
        throw new ShakerException(ErrorCode.CONFIGURATION_INVALID, PROPERTY + " is '" + name + "'; set it to one of "
                + Arrays.stream(values()).map(Role::label).collect(Collectors.joining(", "))).with("field", PROPERTY);
    }
}
