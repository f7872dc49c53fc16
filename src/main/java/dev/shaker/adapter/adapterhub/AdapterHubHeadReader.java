package dev.shaker.adapter.adapterhub;

import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

import dev.shaker.adapter.FileSet;
import dev.shaker.adapter.Head;
import dev.shaker.adapter.HeadConfig;
import dev.shaker.adapter.NonLinearity;
import dev.shaker.adapter.format.AdapterFiles;
import dev.shaker.adapter.format.ConfigReader;
import dev.shaker.adapter.format.TensorNames;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.JsonText;
import dev.shaker.tensor.TensorFile;
import dev.shaker.tensor.TensorInfo;

/** Heads as AdapterHub's {@code save_head} writes them: flexible heads, and the static ones of transformers' own classes. */
public final class AdapterHubHeadReader {
    public static final String CONFIG = "head_config.json";
    public static final String WEIGHTS = "model_head.safetensors";
    private static final String TORCH_WEIGHTS = "pytorch_model_head.bin";

    private final ConfigReader file;
    private final TensorFile weights;
    private final TensorNames names;

    /** A head and the text of its configuration. */
    record StoredHead(Head head, String configText) {}

    private AdapterHubHeadReader(ConfigReader file, TensorFile weights) {
        this.file = file;
        this.weights = weights;
        this.names = new TensorNames(weights);
    }

    /** The head of a directory, empty where it holds none. */
    static Optional<StoredHead> open(FileSet files, int hidden) {
        boolean config = files.files().containsKey(CONFIG);
        boolean tensors = files.files().containsKey(WEIGHTS) || files.files().containsKey(TORCH_WEIGHTS);
        if (!config && !tensors) {
            return Optional.empty();
        }
        if (!config) {
            throw new ShakerException(ErrorCode.ADAPTER_FILE_MISSING, "adapter '" + files.location()
                    + "' has the weights of a head but no '" + CONFIG + "'; upload the whole directory")
                    .with("file", CONFIG);
        }
        var file = ConfigReader.adapter(files.open(CONFIG));
        TensorFile weights = AdapterFiles.openWeights(files, WEIGHTS, TORCH_WEIGHTS);
        Head head = new AdapterHubHeadReader(file, weights).read(hidden);
        return Optional.of(new StoredHead(head, JsonText.compact(file.root())));
    }

    private Head read(int hidden) {
        HeadConfig head = file.has("config") ? flexible(hidden) : fixed(hidden);
        return new Head(head, names.tensors());
    }

    private HeadConfig flexible(int hidden) {
        var config = file.object("config");
        String name = file.text("name", "");
        String type = config.text("head_type", "");
        int layers = type.equals("classification") && hidden > 0 ? config.positive("layers") : 0;
        if (layers == 0 || layers > 2) {
            return saved(config.whole("num_labels", 0), type);
        }
        int labels = config.positive("num_labels");
        boolean bias = config.flag("bias", true);
        NonLinearity activation = config.nonLinearity("activation_function", null);
        // Modules are numbered: dropout 0, linear 1, activation 2 if there is one, dropout, linear.
        String last = config.text("activation_function", "").isEmpty() ? "3." : "4.";
        for (TensorInfo info : weights.tensors()) {
            String prefix = "heads." + name + ".";
            String part = info.name().startsWith(prefix) ? info.name().substring(prefix.length()) : "";
            switch (part) {
                case "1.weight", "1.bias" -> names.add(part, info);
                default -> {
                    if (!part.startsWith(last) || layers != 2) {
                        throw names.unknown(info, "a classification head '" + name + "' of " + layers
                                + " layers is expected");
                    }
                    names.add("4." + part.substring(2), info);
                }
            }
        }
        expectLinear("1", layers == 2 ? hidden : labels, hidden, layers == 2 || bias);
        if (layers == 2) {
            expectLinear("4", labels, hidden, bias);
        }
        expectCount(2 * layers - (bias ? 0 : 1));
        return new HeadConfig.Flexible(labels, layers, activation, config.flag("use_pooler", false), bias);
    }

    private HeadConfig fixed(int hidden) {
        String model = file.text("model_class", "");
        int labels = file.whole("num_labels", 0);
        for (TensorInfo info : weights.tensors()) {
            names.add(info.name(), info);
        }
        return switch (model) {
            case "BertForSequenceClassification" -> {
                expectLinear("classifier", labels, hidden, true);
                expectCount(2);
                yield new HeadConfig.BertStatic(labels);
            }
            case "RobertaForSequenceClassification", "XLMRobertaForSequenceClassification",
                    "CamembertForSequenceClassification", "ElectraForSequenceClassification" -> {
                expectLinear("classifier.dense", hidden, hidden, true);
                expectLinear("classifier.out_proj", labels, hidden, true);
                expectCount(4);
                yield model.startsWith("Electra")
                        ? new HeadConfig.ElectraStatic(labels)
                        : new HeadConfig.RobertaStatic(labels);
            }
            default -> saved(labels, model);
        };
    }

    /** A head of another task or class is kept as it is, and never taken for a classifier. */
    private HeadConfig saved(int labels, String task) {
        SortedSet<String> modules = new TreeSet<>();
        for (TensorInfo info : weights.tensors()) {
            if (names.find(info.name()).isEmpty()) {
                names.add(info.name(), info);
            }
            modules.add(info.name().substring(0, Math.max(0, info.name().lastIndexOf('.'))));
        }
        return new HeadConfig.Saved(labels, task, modules);
    }

    private void expectLinear(String module, int out, int in, boolean bias) {
        names.expect(module + ".weight", out, in);
        if (bias) {
            names.expect(module + ".bias", out);
        }
    }

    private void expectCount(int tensors) {
        if (names.layers().size() != tensors) {
            throw names.error(ErrorCode.TENSOR_UNKNOWN, names.layers().keySet().toString(),
                    "are more tensors than the head of the configuration has, " + tensors);
        }
    }
}
