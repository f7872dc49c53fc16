package dev.shaker.tensor;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.zip.CRC32C;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/**
 * The sign planes of all layers of one adapter in one object, readable whole or layer by layer. All numbers are little-endian:
 *
 * <pre>
 * 0   8 bytes  magic "SHKPLANE"
 * 8   u32      version, 1, or 2 where a layer has "row" and "population"
 * 12  u32      length N of the header in bytes, a multiple of 8
 * 16  u32      CRC-32C of the header
 * 20  u32      0
 * 24  N bytes  JSON {"adapter": id, "layers": [{"name", "elements", "crc32c"}]}, padded with spaces
 * …   words    per layer, in the header's order: the sign plane, then the nonZero plane
 * </pre>
 *
 * {@code crc32c} is that of a layer's words, both planes. A layer that holds some rows of a matrix says so with
 * {@code "row"}, elements of one, and {@code "population"}, elements of the whole.
 */
public final class SignPlaneFile {
    private static final long MAGIC = ByteBuffer.wrap("SHKPLANE".getBytes(StandardCharsets.US_ASCII))
            .order(ByteOrder.LITTLE_ENDIAN).getLong();
    private static final int VERSION = 1;
    private static final int SAMPLED = 2;
    private static final int PREFIX = 24;
    private static final int MAX_HEADER = 64 << 20;
    private static final int HEAD = 64 << 10;

    private final ByteSource source;
    private final String adapter;
    private final Map<String, Place> places;

    /** @param offset of the layer's first word in the file */
    private record Place(long elements, long offset, int crc, Optional<RowSample> sample) {
        int bytes() {
            return Math.multiplyExact(16, SignPlanes.words(elements));
        }
    }

    private SignPlaneFile(ByteSource source, String adapter, Map<String, Place> places) {
        this.source = source;
        this.adapter = adapter;
        this.places = places;
    }

    /**
     * Writes the planes of one adapter; equal input makes equal bytes. The stream stays open.
     *
     * @param adapter the adapter's id
     * @param layers planes by normalised layer name, in the order to be written
     */
    public static void write(OutputStream out, String adapter, SequencedMap<String, SignPlanes> layers)
            throws IOException {
        ObjectNode header = JsonText.object().put("adapter", adapter);
        var list = header.putArray("layers");
        for (var layer : layers.entrySet()) {
            ObjectNode one = list.addObject().put("name", layer.getKey()).put("elements", layer.getValue().elements())
                    .put("crc32c", Integer.toUnsignedLong(crc(bytes(layer.getValue()))));
            layer.getValue().sample()
                    .ifPresent(sample -> one.put("row", sample.row()).put("population", sample.population()));
        }
        boolean sampled = layers.values().stream().anyMatch(planes -> planes.sample().isPresent());
        byte[] json = padded(JsonText.compact(header).getBytes(StandardCharsets.UTF_8));
        ByteBuffer prefix = ByteBuffer.allocate(PREFIX).order(ByteOrder.LITTLE_ENDIAN).putLong(MAGIC)
                .putInt(sampled ? SAMPLED : VERSION)
                .putInt(json.length).putInt(crc(ByteBuffer.wrap(json))).putInt(0);
        out.write(prefix.array());
        out.write(json);
        for (SignPlanes planes : layers.values()) {
            out.write(bytes(planes).array());
        }
    }

    /**
     * Reads and checks the header.
     *
     * @throws ShakerException {@code ARTEFACT_CORRUPT}
     */
    public static SignPlaneFile open(ByteSource source) {
        ByteBuffer head = source.read(0, (int) Math.min(source.size(), HEAD));
        if (head.limit() < PREFIX || head.getLong(0) != MAGIC) {
            throw corrupt(source, "is no file of sign planes");
        }
        if (head.getInt(8) != VERSION && head.getInt(8) != SAMPLED) {
            throw corrupt(source, "has version " + head.getInt(8) + ", this program reads " + VERSION + " and "
                    + SAMPLED);
        }
        int length = head.getInt(12);
        if (length < 0 || length > MAX_HEADER || length > source.size() - PREFIX) {
            throw corrupt(source, "claims a header of " + Integer.toUnsignedLong(length) + " bytes in a file of "
                    + source.size());
        }
        ByteBuffer json = PREFIX + length <= head.limit() ? head.slice(PREFIX, length) : source.read(PREFIX, length);
        if (crc(json.duplicate()) != head.getInt(16)) {
            throw corrupt(source, "has a damaged header");
        }
        JsonNode header = JsonText.parse(ErrorCode.ARTEFACT_CORRUPT, source.name(), JsonText.bytes(json));
        Map<String, Place> places = new LinkedHashMap<>();
        long offset = (long) PREFIX + length;
        for (JsonNode layer : header.path("layers")) {
            long elements = layer.path("elements").asLong(-1);
            if (elements < 0 || elements > Integer.MAX_VALUE * 4L) {
                throw corrupt(source,
                        "has the layer '" + layer.path("name").asText() + "' of " + elements + " elements");
            }
            var place = new Place(elements, offset, (int) layer.path("crc32c").asLong(), sample(source, layer));
            places.put(layer.path("name").asText(), place);
            offset += place.bytes();
        }
        if (offset != source.size()) {
            throw corrupt(source, "has " + source.size() + " bytes, its layers need " + offset);
        }
        return new SignPlaneFile(source, header.path("adapter").asText(), places);
    }

    public String adapter() {
        return adapter;
    }

    /** Layer names in the order of the file. */
    public List<String> layers() {
        return new ArrayList<>(places.keySet());
    }

    /** Number of elements of one layer. */
    public long elements(String layer) {
        return place(layer).elements();
    }

    /** Reads the planes of one layer with one range read. */
    public SignPlanes read(String layer) {
        Place place = place(layer);
        return decode(layer, place, source.read(place.offset(), place.bytes()));
    }

    /** Reads all layers, with one range read where the file is small enough. */
    public SequencedMap<String, SignPlanes> readAll() {
        var planes = new LinkedHashMap<String, SignPlanes>();
        long start = places.values().stream().mapToLong(Place::offset).min().orElse(source.size());
        boolean together = source.size() - start <= source.chunk();
        ByteBuffer all = together ? source.read(start, (int) (source.size() - start)) : ByteBuffer.allocate(0);
        places.forEach((name, place) -> planes.put(name, together
                ? decode(name, place, all.slice((int) (place.offset() - start), place.bytes()))
                : read(name)));
        return planes;
    }

    private static Optional<RowSample> sample(ByteSource source, JsonNode layer) {
        if (!layer.has("row")) {
            return Optional.empty();
        }
        try {
            return Optional.of(new RowSample(layer.path("row").asInt(), layer.path("population").asLong()));
        } catch (IllegalArgumentException e) {
            throw corrupt(source, "has an impossible layer '" + layer.path("name").asText() + "': " + e.getMessage());
        }
    }

    private SignPlanes decode(String layer, Place place, ByteBuffer bytes) {
        if (crc(bytes.duplicate()) != place.crc()) {
            throw corrupt(source, "has a damaged layer '" + layer + "'");
        }
        var words = bytes.order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
        long[] sign = new long[SignPlanes.words(place.elements())];
        long[] nonZero = new long[sign.length];
        words.get(sign).get(nonZero);
        try {
            SignPlanes planes = SignPlanes.of(place.elements(), sign, nonZero);
            return place.sample().map(planes::asSampleOf).orElse(planes);
        } catch (IllegalArgumentException e) {
            throw corrupt(source, "has an impossible layer '" + layer + "': " + e.getMessage());
        }
    }

    private Place place(String layer) {
        Place place = places.get(layer);
        if (place == null) {
            throw corrupt(source, "has no layer '" + layer + "'");
        }
        return place;
    }

    private static ByteBuffer bytes(SignPlanes planes) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(16, planes.sign().length))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(planes.sign()).put(planes.nonZero());
        return bytes;
    }

    private static byte[] padded(byte[] json) {
        byte[] padded = Arrays.copyOf(json, (json.length + 7) & -8);
        Arrays.fill(padded, json.length, padded.length, (byte) ' ');
        return padded;
    }

    private static int crc(ByteBuffer bytes) {
        var crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private static ShakerException corrupt(ByteSource source, String problem) {
        return new ShakerException(ErrorCode.ARTEFACT_CORRUPT,
                "file '" + source.name() + "' " + problem + "; delete it and register the adapter again").with("file",
                        source.name());
    }
}
