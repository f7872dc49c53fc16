package dev.shaker.tensor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/**
 * The one JSON mapper, and JSON of the files that Shaker reads and writes. A key given twice is an error, because two readers
 * would disagree about such a file, and so are anything after the document and nesting of unreasonable depth. Python writes
 * {@code NaN} and {@code Infinity} into files, so they are read there.
 */
public final class JsonText {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_NUMBER = 400;
    private static final String LFS = "version https://git-lfs";

    private static final JsonMapper MAPPER = JsonMapper
            .builder(JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(MAX_NUMBER).build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
    private static final ObjectReader FILES = MAPPER.reader().with(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS);
    private static final DefaultPrettyPrinter PRETTY = prettyPrinter();

    private JsonText() {
    }

    /** The mapper itself, strict as JSON is; what binds records rebuilds it with more. Nobody makes another from nothing. */
    public static JsonMapper mapper() {
        return MAPPER;
    }

    /**
     * Parses a whole JSON file.
     *
     * @param code what a broken file is reported as
     * @param source what to call the file in an error
     */
    public static JsonNode parse(ErrorCode code, String source, byte[] text) {
        try {
            return FILES.readTree(text);
        } catch (JsonProcessingException e) {
            if (new String(text, 0, Math.min(LFS.length(), text.length), StandardCharsets.ISO_8859_1).equals(LFS)) {
                throw new ShakerException(code,
                        "file '" + source + "': is a Git LFS pointer, not the file it stands for;"
                                + " run 'git lfs pull' in its repository and upload it again",
                        e).with("file", source);
            }
            var place = e.getLocation();
            String at = place == null ? "" : " at line " + place.getLineNr() + ", column " + place.getColumnNr();
            throw new ShakerException(code, "file '" + source + "': no valid JSON" + at + ": " + e.getOriginalMessage(),
                    e)
                    .with("file", source);
        } catch (IOException e) {
            throw new ShakerException(code, "file '" + source + "': " + e.getMessage(), e).with("file", source);
        }
    }

    /** Parses a file that must hold a JSON object; at most {@code limit} bytes are taken into memory. */
    public static ObjectNode parseObject(ErrorCode code, ByteSource source, int limit) {
        if (source.size() > limit) {
            throw new ShakerException(code, "file '" + source.name() + "': " + source.size()
                    + " bytes, a configuration has at most " + limit).with("file", source.name());
        }
        JsonNode node = parse(code, source.name(), bytes(source.read(0, (int) source.size())));
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new ShakerException(code, "file '" + source.name() + "': a JSON object is expected").with("file",
                source.name());
    }

    /** A streaming parser over one header, with the same strictness. The caller closes it. */
    static JsonParser parser(byte[] text, int offset, int length) throws IOException {
        return FILES.createParser(text, offset, length);
    }

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /** Without any white space, keys in the order of the tree. */
    public static String compact(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Indented by two, as Python's {@code json.dump(indent=2)} writes it, in UTF-8. */
    public static byte[] pretty(JsonNode node) {
        try {
            return MAPPER.writer(PRETTY).writeValueAsString(node).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static DefaultPrettyPrinter prettyPrinter() {
        var indenter = new DefaultIndenter("  ", "\n");
        var separators = Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withObjectEmptySeparator("").withArrayEmptySeparator("");
        return new DefaultPrettyPrinter(separators).withObjectIndenter(indenter).withArrayIndenter(indenter);
    }
}
