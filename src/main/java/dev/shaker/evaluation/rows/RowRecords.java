package dev.shaker.evaluation.rows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Splits a stream of bytes into records at line feeds and decodes each strictly, so that one broken row neither spoils the
 * next nor loses count. Line breaks inside double quotes belong to the record where the format quotes: a quote is one byte
 * in UTF-8 and never part of another character. A parser of the whole stream would not go on behind a record that it cannot
 * read, nor bound its length.
 */
final class RowRecords {
    /** No text that is worth classifying is longer; an unclosed quote must not swallow a file into memory. */
    static final int LONGEST = 16 << 20;
    /** Of a whole file, uncompressed: a small file that is compressed well enough would never end. */
    static final long MOST = 8L << 30;

    private final InputStream in;
    private final boolean quoted;
    private final long most;
    private final byte[] buffer = new byte[1 << 16];
    private final ByteArrayOutputStream record = new ByteArrayOutputStream();
    private int position;
    private int end;
    private long read;
    private long line = 1;
    private long next = 1;

    RowRecords(InputStream in, boolean quoted) {
        this(in, quoted, MOST);
    }

    /** @param most bytes of the whole stream */
    RowRecords(InputStream in, boolean quoted, long most) {
        this.most = most;
        this.in = in;
        this.quoted = quoted;
    }

    /** The line, from 1, on which the record that {@link #next} returned or refused begins. */
    long line() {
        return line;
    }

    /**
     * The next record without its line break, empty at the end of the stream.
     *
     * @throws CharacterCodingException the record is no UTF-8; the next call goes on behind it
     * @throws BadRowException the record is too long
     */
    Optional<String> next() throws IOException, BadRowException {
        record.reset();
        line = next;
        boolean open = false;
        boolean any = false;
        boolean tooLong = false;
        while (fill()) {
            any = true;
            byte b = buffer[position++];
            if (b == '\n') {
                next++;
                if (!open) {
                    return finish(tooLong);
                }
            }
            if (quoted && b == '"') {
                open = !open;
            }
            if (record.size() < LONGEST) {
                record.write(b);
            } else {
                tooLong = true;
            }
        }
        return any ? finish(tooLong) : Optional.empty();
    }

    private Optional<String> finish(boolean tooLong) throws CharacterCodingException, BadRowException {
        if (tooLong) {
            throw new BadRowException("the row is longer than " + LONGEST + " bytes (an unclosed quote?)");
        }
        String text = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT).decode(ByteBuffer.wrap(record.toByteArray()))
                .toString();
        if (line == 1 && text.startsWith("\uFEFF")) {
            text = text.substring(1);
        }
        return Optional.of(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
    }

    private boolean fill() throws IOException {
        if (position < end) {
            return true;
        }
        position = 0;
        end = Math.max(0, in.read(buffer));
        read += end;
        if (read > most) {
            throw new IOException("it has more than " + most + " bytes uncompressed; give a smaller split");
        }
        return end > 0;
    }
}
