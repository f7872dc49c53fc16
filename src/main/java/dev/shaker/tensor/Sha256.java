package dev.shaker.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The one digest: SHA-256, printed as lower-case hex like {@code sha256sum} does. Not safe for use by several threads. */
public final class Sha256 {
    private static final int PIECE = 1 << 20;
    private static final int FLOATS = 16 << 10;

    private final MessageDigest digest = newDigest();
    private final ByteBuffer scratch = ByteBuffer.allocate(4 * FLOATS).order(ByteOrder.LITTLE_ENDIAN);

    /** Of a whole file, read in pieces. */
    public static String hex(ByteSource source) {
        var digest = new Sha256();
        int piece = Math.min(source.chunk(), 16 * PIECE);
        for (long at = 0; at < source.size(); at += piece) {
            digest.update(source.read(at, (int) Math.min(piece, source.size() - at)));
        }
        return digest.hex();
    }

    public static String hex(byte[] bytes) {
        return new Sha256().update(ByteBuffer.wrap(bytes)).hex();
    }

    /** Whether a text is a whole digest as this class prints them. */
    public static boolean isHex(String text) {
        return text.length() == 64 && text.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
    }

    /**
     * @param what named in the error
     * @throws IllegalArgumentException for anything but a whole digest as this class prints them
     */
    public static void requireHex(String what, String text) {
        if (!isHex(text)) {
            throw new IllegalArgumentException(what + " '" + (text.length() > 100 ? text.substring(0, 100) + "…" : text)
                    + "' is not 64 lower-case hexadecimal digits");
        }
    }

    public Sha256 update(ByteBuffer bytes) {
        digest.update(bytes);
        return this;
    }

    public Sha256 update(byte[] bytes, int offset, int length) {
        digest.update(bytes, offset, length);
        return this;
    }

    /** The UTF-8 bytes of a text. */
    public Sha256 update(String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Eight bytes, little-endian. */
    public Sha256 update(long value) {
        scratch.clear().putLong(value).flip();
        digest.update(scratch);
        return this;
    }

    /** The values' bits, four bytes each, little-endian. */
    public Sha256 update(float[] values, int offset, int length) {
        for (int done = 0; done < length; done += FLOATS) {
            int n = Math.min(FLOATS, length - done);
            scratch.clear();
            scratch.asFloatBuffer().put(values, offset + done, n);
            digest.update(scratch.limit(4 * n));
        }
        return this;
    }

    /** Ends the computation: 64 hex digits. */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
