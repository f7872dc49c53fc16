package dev.shaker.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.minio.messages.Part;
import org.jspecify.annotations.Nullable;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/**
 * Writes one object part by part, holding one part in memory. An object smaller than a part is written whole when the
 * stream is closed.
 */
final class S3ObjectWriter extends ObjectWriter {
    private static final int MAX_PARTS = 10_000;

    private final S3Uploads uploads;
    private final S3Location location;
    private final byte[] buffer;
    private final List<Part> parts = new ArrayList<>();
    private int filled;
    private @Nullable String uploadId;
    private boolean ended;

    S3ObjectWriter(S3Uploads uploads, S3Location location, int partSize) {
        this.uploads = uploads;
        this.location = location;
        this.buffer = new byte[partSize];
    }

    @Override
    public void write(int value) {
        write(new byte[]{ (byte) value }, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (ended) {
            throw new ShakerException(ErrorCode.INTERNAL, "a write to " + location + " after its end");
        }
        int done = 0;
        while (done < length) {
            if (filled == buffer.length) {
                sendPart();
            }
            int step = Math.min(length - done, buffer.length - filled);
            System.arraycopy(bytes, offset + done, buffer, filled, step);
            filled += step;
            done += step;
        }
    }

    @Override
    public void close() {
        if (ended) {
            return;
        }
        if (uploadId == null) {
            ended = true;
            uploads.put(buffer, filled);
            return;
        }
        sendPart();
        ended = true;
        try {
            uploads.complete(uploadId, parts);
        } catch (ShakerException e) {
            uploads.abort(uploadId);
            throw e;
        }
    }

    @Override
    public void abort() {
        ended = true;
        if (uploadId != null) {
            uploads.abort(uploadId);
            uploadId = null;
        }
    }

    private void sendPart() {
        try {
            if (uploadId == null) {
                uploadId = uploads.begin();
            }
            if (parts.size() == MAX_PARTS) {
                throw new ShakerException(ErrorCode.CONFIGURATION_INVALID,
                        location + " needs more than " + MAX_PARTS + " parts of " + buffer.length
                                + " bytes; raise shaker.store.part-size");
            }
            parts.add(uploads.part(uploadId, parts.size() + 1, buffer, filled));
            filled = 0;
        } catch (ShakerException e) {
            abort();
            throw e;
        }
    }
}
