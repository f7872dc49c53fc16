package dev.shaker.outbound;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signatures as the Standard Webhooks specification has them: HMAC-SHA256 over id, time and body with dots between, in base64 behind
 * {@code v1,}; one for each secret, so that a secret can be exchanged.
 */
public final class WebhookSignature {
    private static final String PREFIX = "whsec_";
    private static final int SHORTEST = 24;
    private static final int LONGEST = 64;
    private static final String ALGORITHM = "HmacSHA256";

    private final List<SecretKeySpec> keys;

    private WebhookSignature(List<SecretKeySpec> keys) {
        this.keys = keys;
    }

    /**
     * @param secrets with commas between, each {@code whsec_} with 24 to 64 bytes in base64 behind
     * @return empty where one of them is otherwise
     */
    public static Optional<WebhookSignature> of(String secrets) {
        List<SecretKeySpec> keys = new ArrayList<>();
        for (String secret : Arrays.stream(secrets.split(",", -1)).map(String::strip).toList()) {
            if (!secret.startsWith(PREFIX)) {
                return Optional.empty();
            }
            byte[] key;
            try {
                key = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
            if (key.length < SHORTEST || key.length > LONGEST) {
                return Optional.empty();
            }
            keys.add(new SecretKeySpec(key, ALGORITHM));
        }
        return Optional.of(new WebhookSignature(List.copyOf(keys)));
    }

    /** The header's value. */
    String of(String id, long seconds, byte[] body) {
        List<String> signatures = new ArrayList<>();
        for (SecretKeySpec key : keys) {
            try {
                Mac mac = Mac.getInstance(ALGORITHM);
                mac.init(key);
                mac.update((id + "." + seconds + ".").getBytes(StandardCharsets.UTF_8));
                signatures.add("v1," + Base64.getEncoder().encodeToString(mac.doFinal(body)));
            } catch (NoSuchAlgorithmException | InvalidKeyException e) {
                throw new IllegalStateException(e);
            }
        }
        return String.join(" ", signatures);
    }
}
