package dev.shaker.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/** Tells what stands in place of a file of tensors, by its first bytes, and what to do about it. */
final class ForeignFile {
    /** How far to look for the beginning of a text. */
    private static final int LOOK = 512;
    /** How much of a foreign text to show. */
    private static final int QUOTED = 60;
    /** A pickle of protocol 0 or 1 that begins with a global: {@code cposix\nsystem\n}, or an instance. */
    private static final Pattern PICKLED = Pattern.compile("^\\(?[ci][A-Za-z_][\\w.]*\n[A-Za-z_][\\w.]*\n");
    /** The first object of a torch file before 1.6: its magic number, pickled. */
    private static final byte[] LEGACY = { (byte) 0x80, 2, (byte) 0x8a, 10, 0x6c, (byte) 0xfc, (byte) 0x9c, 0x46,
            (byte) 0xf9, 0x20, 0x6a, (byte) 0xa8, 0x50, 0x19, '.' };
    private static final String AGAIN = "; download the file itself and upload it again";

    private ForeignFile() {
    }

    /**
     * @param head the first bytes of a file that is no archive and no safetensors file, little-endian
     * @throws ShakerException {@code TENSOR_FILE_FOREIGN}, {@code PICKLE_GLOBAL_FORBIDDEN} for a pickle with code in it;
     *         returns where nothing is recognised
     */
    static void refuse(String file, ByteBuffer head) {
        if (head.limit() == 0) {
            throw TensorErrors.truncated(file, "is empty");
        }
        if (startsWith(head, LEGACY)) {
            throw TensorErrors.foreign(file,
                    "is a torch file of the format before 1.6, which is not read; convert it with"
                            + " torch.save(torch.load(path, weights_only=True), path), or save it as safetensors");
        }
        if (head.limit() >= 2 && (head.get(0) & 0xff) == 0x80 && head.get(1) >= 1 && head.get(1) <= 5) {
            throw pickle(file, head);
        }
        if (head.limit() >= 2 && (head.get(0) & 0xff) == 0x1f && (head.get(1) & 0xff) == 0x8b) {
            throw TensorErrors.foreign(file, "is compressed with gzip; decompress it");
        }
        if (head.limit() >= 6 && startsWith(head, "\u0089HDF\r\n".getBytes(StandardCharsets.ISO_8859_1))) {
            throw TensorErrors.foreign(file, "is an HDF5 file (Keras); save the adapter with PyTorch, as safetensors");
        }
        if (startsWith(head, "GGUF".getBytes(StandardCharsets.US_ASCII))) {
            throw TensorErrors.foreign(file,
                    "is a GGUF file; give the adapter as its library saved it, as safetensors");
        }
        if (isZero(head)) {
            throw TensorErrors.foreign(file, "begins with nothing but bytes of 0, a download that was never finished"
                    + AGAIN);
        }
        String text = text(head);
        if (PICKLED.matcher(text).find()) {
            throw pickle(file, head);
        }
        refuseText(file, text);
    }

    private static boolean isZero(ByteBuffer head) {
        for (int i = 0; i < Math.min(LOOK, head.limit()); i++) {
            if (head.get(i) != 0) {
                return false;
            }
        }
        return head.limit() >= LOOK;
    }

    private static void refuseText(String file, String text) {
        String start = text.stripLeading();
        String lower = start.toLowerCase(Locale.ROOT);
        if (start.startsWith("version https://git-lfs") || start.startsWith("version https://hawser")) {
            throw TensorErrors.foreign(file, "is a Git LFS pointer, not the file it stands for; run 'git lfs pull' in"
                    + " its repository and upload it again");
        }
        if (lower.startsWith("<!doctype html") || lower.startsWith("<html")) {
            throw TensorErrors.foreign(file, "is a page of HTML, most likely of a login or an error" + AGAIN);
        }
        if (start.startsWith("<?xml") || start.startsWith("<")) {
            throw TensorErrors.foreign(file, "is XML, most likely an error of the store it came from" + AGAIN);
        }
        if (start.startsWith("{") || start.startsWith("[")) {
            throw TensorErrors.foreign(file, "is a JSON text, most likely an error of the server it came from" + AGAIN);
        }
        if (start.startsWith("# xet version")) {
            throw TensorErrors.foreign(file, "is a pointer of Xet, not the file it stands for; fetch it with the hub's"
                    + " own client and upload it again");
        }
        if (!start.isEmpty() && start.chars().noneMatch(ForeignFile::isBinary)) {
            String line = start.lines().findFirst().orElse("").strip();
            throw TensorErrors.foreign(file, "is a text that begins '"
                    + line.substring(0, Math.min(QUOTED, line.length())) + "', no tensors" + AGAIN);
        }
    }

    private static boolean isBinary(int character) {
        return character == 0xFFFD || character < ' ' && !Character.isWhitespace(character);
    }

    /** Nothing is ever called by a name from the file: reading as far as the first such name tells what it would have run. */
    private static ShakerException pickle(String file, ByteBuffer head) {
        try {
            Pickle.readStateDict(file, head.duplicate().order(ByteOrder.LITTLE_ENDIAN));
        } catch (ShakerException e) {
            if (e.code() == ErrorCode.PICKLE_GLOBAL_FORBIDDEN) {
                return e;
            }
        }
        return TensorErrors.foreign(file, "is a plain pickle, which may run code when it is loaded: do not load it;"
                + " save the tensors as safetensors where they come from");
    }

    private static String text(ByteBuffer head) {
        byte[] bytes = new byte[Math.min(LOOK, head.limit())];
        head.get(0, bytes);
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static boolean startsWith(ByteBuffer head, byte[] magic) {
        if (head.limit() < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if (head.get(i) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
