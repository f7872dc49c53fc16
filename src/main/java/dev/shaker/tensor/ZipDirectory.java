package dev.shaker.tensor;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.shaker.error.ShakerException;

/**
 * The central directory of a ZIP archive (with ZIP64) whose entries are stored without compression, as torch writes it. Read by
 * ranges, because the archive may be an object in a store.
 */
final class ZipDirectory {
    private static final int END = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int ZIP64_LOCATOR = 0x07064b50;
    private static final int ZIP64_LOCATOR_BYTES = 20;
    private static final int ZIP64_END = 0x06064b50;
    private static final int ZIP64_END_BYTES = 56;
    private static final int ENTRY = 0x02014b50;
    private static final int ENTRY_BYTES = 46;
    private static final int LOCAL = 0x04034b50;
    private static final int LOCAL_BYTES = 30;
    private static final int MAX_DIRECTORY = 64 << 20;
    private static final long NEEDS_ZIP64 = 0xffffffffL;

    private final ByteSource source;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /** A file: its length, where its local header begins, and whether its bytes stand there as they are. */
    record Entry(String name, long size, long localHeader, boolean plain) {}

    private ZipDirectory(ByteSource source) {
        this.source = source;
    }

    static ZipDirectory read(ByteSource source) {
        var directory = new ZipDirectory(source);
        directory.readEntries();
        return directory;
    }

    Map<String, Entry> entries() {
        return entries;
    }

    /** Where the entry's bytes begin; one small read of its local header. */
    long dataOffset(Entry entry) {
        if (!entry.plain()) {
            throw broken("entry '" + entry.name() + "' is compressed or encrypted; torch stores its entries plainly");
        }
        ByteBuffer header = source.read(entry.localHeader(), LOCAL_BYTES);
        if (header.getInt(0) != LOCAL) {
            throw broken("entry '" + entry.name() + "' has no local header at byte " + entry.localHeader());
        }
        long offset = entry.localHeader() + LOCAL_BYTES + unsignedShort(header, 26) + unsignedShort(header, 28);
        if (entry.size() > source.size() - offset) {
            throw TensorErrors.truncated(source.name(), "entry '" + entry.name() + "' of " + entry.size()
                    + " bytes passes the end of the archive");
        }
        return offset;
    }

    private void readEntries() {
        int tail = (int) Math.min(source.size(), END_BYTES + 0xffff);
        long tailStart = source.size() - tail;
        ByteBuffer end = source.read(tailStart, tail);
        int at = tail - END_BYTES;
        while (at >= 0 && end.getInt(at) != END) {
            at--;
        }
        if (at < 0) {
            throw TensorErrors.truncated(source.name(), "begins as a ZIP archive but has no central directory");
        }
        long count = unsignedShort(end, at + 10);
        long size = unsignedInt(end, at + 12);
        long offset = unsignedInt(end, at + 16);
        if (count == 0xffff || size == NEEDS_ZIP64 || offset == NEEDS_ZIP64) {
            ByteBuffer end64 = zip64End(tailStart + at);
            count = end64.getLong(32);
            size = end64.getLong(40);
            offset = end64.getLong(48);
        }
        if (size < 0 || size > MAX_DIRECTORY || offset < 0 || offset > source.size() - size) {
            throw broken("central directory of " + size + " bytes at byte " + offset + " lies outside the file");
        }
        ByteBuffer directory = source.read(offset, (int) size);
        for (long i = 0; i < count; i++) {
            readEntry(directory);
        }
    }

    private ByteBuffer zip64End(long end) {
        if (end >= ZIP64_LOCATOR_BYTES) {
            ByteBuffer locator = source.read(end - ZIP64_LOCATOR_BYTES, ZIP64_LOCATOR_BYTES);
            long at = locator.getLong(8);
            if (locator.getInt(0) == ZIP64_LOCATOR && at >= 0 && at <= source.size() - ZIP64_END_BYTES) {
                ByteBuffer end64 = source.read(at, ZIP64_END_BYTES);
                if (end64.getInt(0) == ZIP64_END) {
                    return end64;
                }
            }
        }
        throw broken("ZIP64 directory is missing");
    }

    private void readEntry(ByteBuffer directory) {
        int at = directory.position();
        if (directory.remaining() < ENTRY_BYTES || directory.getInt(at) != ENTRY) {
            throw broken("central directory is broken at its byte " + at);
        }
        int flags = unsignedShort(directory, at + 8);
        int method = unsignedShort(directory, at + 10);
        long stored = unsignedInt(directory, at + 20);
        long size = unsignedInt(directory, at + 24);
        int nameLength = unsignedShort(directory, at + 28);
        int extraLength = unsignedShort(directory, at + 30);
        int commentLength = unsignedShort(directory, at + 32);
        long local = unsignedInt(directory, at + 42);
        int length = ENTRY_BYTES + nameLength + extraLength + commentLength;
        if (directory.remaining() < length) {
            throw broken("central directory is broken at its byte " + at);
        }
        byte[] nameBytes = new byte[nameLength];
        directory.get(at + ENTRY_BYTES, nameBytes);
        String name = new String(nameBytes, StandardCharsets.UTF_8);
        ByteBuffer extra = directory.slice(at + ENTRY_BYTES + nameLength, extraLength).order(directory.order());
        // The fields of the ZIP64 extra stand in this order, each only where its short form is full.
        ByteBuffer wide = zip64Extra(extra);
        size = size == NEEDS_ZIP64 ? nextLong(wide, name) : size;
        stored = stored == NEEDS_ZIP64 ? nextLong(wide, name) : stored;
        local = local == NEEDS_ZIP64 ? nextLong(wide, name) : local;
        boolean plain = method == 0 && (flags & 1) == 0;
        if ((plain && size != stored) || size < 0 || local < 0 || local > source.size() - LOCAL_BYTES) {
            throw broken("entry '" + name + "' has impossible sizes");
        }
        if (entries.put(name, new Entry(name, size, local, plain)) != null) {
            throw broken("entry '" + name + "' stands twice in the archive");
        }
        directory.position(at + length);
    }

    private static ByteBuffer zip64Extra(ByteBuffer extra) {
        while (extra.remaining() >= 4) {
            int id = extra.getShort() & 0xffff;
            int length = extra.getShort() & 0xffff;
            if (length > extra.remaining()) {
                break;
            }
            if (id == 1) {
                return extra.slice(extra.position(), length).order(extra.order());
            }
            extra.position(extra.position() + length);
        }
        return ByteBuffer.allocate(0);
    }

    private long nextLong(ByteBuffer wide, String name) {
        if (wide.remaining() < 8) {
            throw broken("entry '" + name + "' lacks its ZIP64 sizes");
        }
        return wide.getLong();
    }

    private static int unsignedShort(ByteBuffer buffer, int at) {
        return buffer.getShort(at) & 0xffff;
    }

    private static long unsignedInt(ByteBuffer buffer, int at) {
        return buffer.getInt(at) & 0xffffffffL;
    }

    private ShakerException broken(String problem) {
        return TensorErrors.damaged(source.name(), "ZIP archive: " + problem);
    }
}
