package dev.shaker.tensor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import org.jspecify.annotations.Nullable;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/** Parses and checks the JSON header of a safetensors file, without ever holding a tree of it. */
final class SafetensorsHeader {
    /** The library's own limit. */
    static final int MAX_BYTES = 100_000_000;
    /** A model of a trillion parameters has fewer tensors; a header of the allowed length could name two million. */
    static final int MAX_ENTRIES = 200_000;
    /** PyTorch's own limit. */
    private static final int MAX_RANK = 64;

    private final String file;
    private final long dataBytes;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    /** One tensor and its bytes {@code [begin, end)}, counted from the end of the header. */
    record Entry(TensorInfo info, long begin, long end) {}

    private SafetensorsHeader(String file, long dataBytes) {
        this.file = file;
        this.dataBytes = dataBytes;
    }

    /** @param dataBytes length of the file behind the header */
    static SafetensorsHeader parse(String file, byte[] json, long dataBytes) {
        var header = new SafetensorsHeader(file, dataBytes);
        try (JsonParser parser = JsonText.parser(json, 0, json.length)) {
            header.readAll(parser);
        } catch (JsonProcessingException e) {
            throw TensorErrors.damaged(file, "header is no valid JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw TensorErrors.damaged(file, "header cannot be read: " + e.getMessage(), e);
        }
        header.entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        header.checkLayout();
        return header;
    }

    List<Entry> entries() {
        return entries;
    }

    Map<String, String> metadata() {
        return metadata;
    }

    private void readAll(JsonParser parser) throws IOException {
        expect(parser.nextToken(), JsonToken.START_OBJECT, "the header");
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            expect(parser.nextToken(), JsonToken.START_OBJECT, "entry '" + name + "'");
            if (name.equals("__metadata__")) {
                readMetadata(parser);
            } else {
                bound(entries.size(), "tensors");
                entries.add(readEntry(parser, name));
            }
        }
        if (parser.nextToken() != null) {
            throw TensorErrors.damaged(file, "header has text behind its object");
        }
    }

    private void readMetadata(JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            expect(parser.nextToken(), JsonToken.VALUE_STRING, "metadata '" + key + "'");
            bound(metadata.size(), "entries of metadata");
            metadata.put(key, parser.getText());
        }
    }

    private Entry readEntry(JsonParser parser, String name) throws IOException {
        @Nullable
        String dtype = null;
        @Nullable
        List<Long> shape = null;
        @Nullable
        List<Long> offsets = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (key) {
                case "dtype" -> {
                    expect(value, JsonToken.VALUE_STRING, "tensor '" + name + "': dtype");
                    dtype = parser.getText();
                }
                case "shape" -> shape = readNumbers(parser, name, key);
                case "data_offsets" -> offsets = readNumbers(parser, name, key);
                default -> throw malformedEntry(name, "has the unknown field '" + key + "' in the header");
            }
        }
        if (dtype == null || shape == null || offsets == null || offsets.size() != 2) {
            throw malformedEntry(name, "needs dtype, shape and two data_offsets in the header");
        }
        return entry(name, dtype, shape, offsets.get(0), offsets.get(1));
    }

    private List<Long> readNumbers(JsonParser parser, String name, String key) throws IOException {
        expect(parser.currentToken(), JsonToken.START_ARRAY, "tensor '" + name + "': " + key);
        List<Long> numbers = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT || parser.getLongValue() < 0) {
                throw malformedEntry(name, "has the " + key + " value " + parser.getText()
                        + ", expects whole numbers that are not negative");
            }
            if (numbers.size() == MAX_RANK) {
                throw malformedEntry(name, "has more than " + MAX_RANK + " numbers in its " + key);
            }
            numbers.add(parser.getLongValue());
        }
        return numbers;
    }

    private void bound(int there, String what) {
        if (there == MAX_ENTRIES) {
            throw TensorErrors.damaged(file, "header names more than " + MAX_ENTRIES + " " + what);
        }
    }

    private Entry entry(String name, String dtype, List<Long> shape, long begin, long end) {
        TensorType type = type(name, dtype);
        long elements = 1;
        List<Integer> dimensions = new ArrayList<>(shape.size());
        for (long d : shape) {
            if (d > Integer.MAX_VALUE || (d != 0 && elements > Long.MAX_VALUE / 8 / d)) {
                throw malformedEntry(name, "has shape " + shape + ", which is too large");
            }
            elements *= d;
            dimensions.add((int) d);
        }
        if (end < begin || end > dataBytes) {
            throw TensorErrors.tensor(
                    end < begin ? ErrorCode.TENSOR_OFFSETS_INVALID : ErrorCode.TENSOR_FILE_TRUNCATED, file, name,
                    "has data_offsets [" + begin + ", "
                            + end + "], the file has " + dataBytes + " data bytes; copy or write the file again");
        }
        if (end - begin != elements * type.bytes()) {
            throw TensorErrors.tensor(ErrorCode.TENSOR_OFFSETS_INVALID, file, name,
                    "has " + (end - begin) + " bytes at data_offsets [" + begin + ", " + end + "], its shape " + shape
                            + " of type " + dtype + " needs " + elements * type.bytes());
        }
        return new Entry(new TensorInfo(name, type, new TensorShape(dimensions)), begin, end);
    }

    private TensorType type(String name, String dtype) {
        for (TensorType type : TensorType.values()) {
            if (type.name().equals(dtype)) {
                return type;
            }
        }
        throw TensorErrors.tensor(ErrorCode.TENSOR_TYPE_UNSUPPORTED, file, name,
                "has type " + dtype + ", expects one of F32, F16, BF16, F64; save the adapter in float32");
    }

    private void checkLayout() {
        long position = 0;
        for (Entry entry : entries) {
            if (entry.begin() != position) {
                throw TensorErrors.tensor(ErrorCode.TENSOR_OFFSETS_INVALID, file, entry.info().name(),
                        "begins at data byte " + entry.begin() + ", the tensor before it ends at " + position + ": "
                                + (entry.begin() < position
                                        ? "tensors overlap; write the file again"
                                        : "there is a hole between them; write the file again"));
            }
            position = entry.end();
        }
        if (position != dataBytes) {
            throw TensorErrors.error(ErrorCode.TENSOR_OFFSETS_INVALID, file, "the tensors end at data byte " + position
                    + ", the file has " + dataBytes + " data bytes", null);
        }
    }

    private void expect(@Nullable JsonToken actual, JsonToken expected, String what) {
        if (actual != expected) {
            throw TensorErrors.damaged(file, what + " is " + (actual == null ? "empty" : describe(actual))
                    + ", expects " + describe(expected));
        }
    }

    private static String describe(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a text";
            case VALUE_NULL -> "null";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            default -> "a number";
        };
    }

    private ShakerException malformedEntry(String name, String problem) {
        return TensorErrors.tensor(ErrorCode.TENSOR_FILE_MALFORMED, file, name, problem + TensorErrors.ANEW);
    }
}
