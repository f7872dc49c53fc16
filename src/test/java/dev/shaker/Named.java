package dev.shaker;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

import dev.shaker.identity.AdapterId;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.EvaluationId;
import dev.shaker.identity.MixtureId;
import dev.shaker.identity.SpaceName;
import dev.shaker.tensor.Sha256;

/** Names and ids for tests, made of short texts. */
public final class Named {
    private Named() {
    }

    public static SpaceName space(String name) {
        return new SpaceName(name);
    }

    public static DomainName domain(String name) {
        return new DomainName(name);
    }

    public static AdapterId adapter(String id) {
        return new AdapterId(hex(id));
    }

    public static MixtureId mixture(String id) {
        return new MixtureId(hex(id));
    }

    public static EvaluationId evaluation(String id) {
        return new EvaluationId(hex(id));
    }

    public static NavigableSet<DomainName> domains(String... names) {
        return new TreeSet<>(DomainName.all(List.of(names)));
    }

    /** What is no id yet becomes one of its bytes, which sorts as short texts do. */
    private static String hex(String text) {
        if (Sha256.isHex(text)) {
            return text;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        String digits = HexFormat.of().formatHex(bytes);
        return digits.length() > 64 ? Sha256.hex(bytes) : digits + "0".repeat(64 - digits.length());
    }
}
