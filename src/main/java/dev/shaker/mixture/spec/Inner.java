package dev.shaker.mixture.spec;

import java.util.List;

/** Which methods may work inside a space that LoRA updates share. */
final class Inner {
    private static final List<String> BY_TENSOR = List.of("mean", "task-arithmetic", "ties", "dare-linear", "dare-ties",
            "della",
            "breadcrumbs", "slerp");
    /** They take singular values, which the common basis of KnOTS does not change. */
    private static final List<String> SPECTRAL = List.of("tsv-m", "iso-c");

    private Inner() {
    }

    static void check(String method, String inner) {
        boolean core = method.equals("core-space");
        if (!BY_TENSOR.contains(inner) && !(core && SPECTRAL.contains(inner))) {
            throw MixtureErrors.invalid("merge.inner", "method '" + inner + "' does not work inside '" + method
                    + "'; choose one of " + String.join(", ", BY_TENSOR)
                    + (core ? ", " + String.join(", ", SPECTRAL) : ""));
        }
    }
}
