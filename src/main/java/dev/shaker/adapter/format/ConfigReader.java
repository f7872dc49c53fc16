package dev.shaker.adapter.format;

import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.NonLinearity;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.ByteSource;
import dev.shaker.tensor.JsonText;

/** Typed access to the fields of a JSON configuration, with errors that name file, field and what was expected. */
public final class ConfigReader {
    private static final int LIMIT = 4 << 20;
    private static final Map<String, NonLinearity> NON_LINEARITIES = Map.ofEntries(Map.entry("relu", NonLinearity.RELU),
            Map.entry("swish", NonLinearity.SWISH), Map.entry("silu", NonLinearity.SWISH),
            Map.entry("gelu", NonLinearity.GELU), Map.entry("gelu_python", NonLinearity.GELU),
            Map.entry("gelu_new", NonLinearity.GELU_NEW), Map.entry("gelu_pytorch_tanh", NonLinearity.GELU_NEW),
            Map.entry("tanh", NonLinearity.TANH), Map.entry("leakyrelu", NonLinearity.LEAKY_RELU),
            Map.entry("leaky_relu", NonLinearity.LEAKY_RELU), Map.entry("sigmoid", NonLinearity.SIGMOID),
            Map.entry("linear", NonLinearity.IDENTITY));

    private final String file;
    private final ErrorCode invalid;
    private final ErrorCode unsupported;
    private final ObjectNode root;

    private ConfigReader(String file, ErrorCode invalid, ErrorCode unsupported, ObjectNode root) {
        this.file = file;
        this.invalid = invalid;
        this.unsupported = unsupported;
        this.root = root;
    }

    public static ConfigReader adapter(ByteSource source) {
        return new ConfigReader(source.name(), ErrorCode.ADAPTER_CONFIG_INVALID, ErrorCode.ADAPTER_CONFIG_UNSUPPORTED,
                JsonText.parseObject(ErrorCode.ADAPTER_CONFIG_INVALID, source, LIMIT));
    }

    public static ConfigReader baseModel(ByteSource source) {
        return new ConfigReader(source.name(), ErrorCode.BASE_MODEL_INVALID, ErrorCode.BASE_MODEL_INVALID,
                JsonText.parseObject(ErrorCode.BASE_MODEL_INVALID, source, LIMIT));
    }

    String file() {
        return file;
    }

    public ObjectNode root() {
        return root;
    }

    /** The object under a field, read with the same errors. */
    public ConfigReader object(String field) {
        if (root.get(field) instanceof ObjectNode object) {
            return new ConfigReader(file, invalid, unsupported, object);
        }
        throw invalid(field, "expects an object");
    }

    /** The object at a place of the array under a field, read with the same errors. */
    public ConfigReader element(String field, int index) {
        if (root.path(field).get(index) instanceof ObjectNode object) {
            return new ConfigReader(file, invalid, unsupported, object);
        }
        throw invalid(field, "expects objects");
    }

    /** The value of a field, null where it is missing or JSON null. */
    @Nullable
    public JsonNode value(String field) {
        JsonNode node = root.get(field);
        return node == null || node.isNull() ? null : node;
    }

    public boolean has(String field) {
        return value(field) != null;
    }

    public String text(String field, String otherwise) {
        JsonNode node = value(field);
        if (node == null) {
            return otherwise;
        }
        if (!node.isTextual()) {
            throw invalid(field, "expects a text");
        }
        return node.textValue();
    }

    public boolean flag(String field, boolean otherwise) {
        JsonNode node = value(field);
        if (node == null) {
            return otherwise;
        }
        if (!node.isBoolean()) {
            throw invalid(field, "expects true or false");
        }
        return node.booleanValue();
    }

    public double number(String field, double otherwise) {
        JsonNode node = value(field);
        if (node == null) {
            return otherwise;
        }
        if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
            throw invalid(field, "expects a number");
        }
        return node.doubleValue();
    }

    /** A whole number above zero that must be there. */
    public int positive(String field) {
        JsonNode node = value(field);
        if (node == null || !node.canConvertToExactIntegral() || !node.canConvertToInt() || node.intValue() <= 0) {
            throw invalid(field, "expects a whole number above 0");
        }
        return node.intValue();
    }

    public int whole(String field, int otherwise) {
        JsonNode node = value(field);
        if (node == null) {
            return otherwise;
        }
        if (!node.canConvertToExactIntegral() || !node.canConvertToInt()) {
            throw invalid(field, "expects a whole number");
        }
        return node.intValue();
    }

    /** Null and missing name the identity, as AdapterHub and transformers have it. */
    public NonLinearity nonLinearity(String field, @Nullable String otherwise) {
        String name = text(field, otherwise == null ? "linear" : otherwise);
        NonLinearity known = NON_LINEARITIES.get(name.toLowerCase(Locale.ROOT));
        if (known == null) {
            throw unsupported(field, "is '" + name + "', expects one of "
                    + NON_LINEARITIES.keySet().stream().sorted().toList());
        }
        return known;
    }

    /** Refuses a field whose value is anything but missing, null, false, 0, "" or empty. */
    public void refuse(String field, String remedy) {
        JsonNode node = value(field);
        boolean unset = node == null || (node.isBoolean() && !node.booleanValue())
                || (node.isTextual() && node.textValue().isEmpty())
                || (node.isNumber() && node.doubleValue() == 0) || (node.isContainerNode() && node.isEmpty());
        if (!unset) {
            throw unsupported(field, "is " + node + ", which is not supported; " + remedy);
        }
    }

    public ShakerException invalid(String field, String problem) {
        JsonNode node = root.get(field);
        return new ShakerException(invalid, "file '" + file + "': field '" + field + "' "
                + (node == null ? "is missing" : "is " + node) + ", " + problem).with("file", file)
                .with("field", field);
    }

    public ShakerException unsupported(String field, String problem) {
        return new ShakerException(unsupported, "file '" + file + "': field '" + field + "' " + problem)
                .with("file", file).with("field", field);
    }
}
