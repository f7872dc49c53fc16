package dev.shaker.adapter.base;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

import dev.shaker.adapter.FileSet;
import dev.shaker.adapter.base.BaseModelConfig.Family;
import dev.shaker.adapter.format.ConfigReader;
import dev.shaker.tensor.ByteSource;

/** Reads {@code config.json} of a base model and refuses encoders that compute something else. */
final class BaseModelConfigReader {
    private static final String CONFIG = "config.json";
    private static final int ELECTRA_EMBEDDING = 128;
    private static final Map<String, Family> FAMILIES = Map.of("bert", Family.BERT, "roberta", Family.ROBERTA,
            "xlm-roberta", Family.ROBERTA, "camembert", Family.ROBERTA, "distilbert", Family.DISTILBERT, "electra",
            Family.ELECTRA);

    private BaseModelConfigReader() {
    }

    static BaseModelConfig read(ByteSource source) {
        var json = ConfigReader.baseModel(source);
        Family family = family(json);
        if (!json.text("position_embedding_type", "absolute").equals("absolute")) {
            throw json.unsupported("position_embedding_type", "is " + json.value("position_embedding_type")
                    + ", only absolute positions are supported");
        }
        json.refuse("is_decoder", "an encoder is expected");
        json.refuse("add_cross_attention", "an encoder is expected");
        json.refuse("quantization_config", "give the model's files in full precision");
        BaseModelConfig config = family == Family.DISTILBERT ? distilBert(json) : likeBert(json, family);
        if (config.hiddenSize() % config.heads() != 0) {
            throw json.invalid(family == Family.DISTILBERT ? "n_heads" : "num_attention_heads",
                    "expects a divisor of the hidden size " + config.hiddenSize());
        }
        return config;
    }

    private static BaseModelConfig likeBert(ConfigReader json, Family family) {
        int hidden = json.positive("hidden_size");
        int embedding = family == Family.ELECTRA && json.has("embedding_size")
                ? json.positive("embedding_size")
                : family == Family.ELECTRA ? ELECTRA_EMBEDDING : hidden;
        return new BaseModelConfig(family, json.text("_name_or_path", ""), embedding, hidden,
                json.positive("num_hidden_layers"), json.positive("num_attention_heads"),
                json.positive("intermediate_size"), json.positive("vocab_size"),
                json.positive("max_position_embeddings"), json.positive("type_vocab_size"),
                json.number("layer_norm_eps", 1e-12), json.nonLinearity("hidden_act", "gelu"),
                json.whole("pad_token_id", family == Family.ROBERTA ? 1 : 0));
    }

    /** Its epsilon stands in the library's code. */
    private static BaseModelConfig distilBert(ConfigReader json) {
        int hidden = json.positive("dim");
        return new BaseModelConfig(Family.DISTILBERT, json.text("_name_or_path", ""), hidden, hidden,
                json.positive("n_layers"), json.positive("n_heads"), json.positive("hidden_dim"),
                json.positive("vocab_size"), json.positive("max_position_embeddings"), 0, 1e-12,
                json.nonLinearity("activation", "gelu"), json.whole("pad_token_id", 0));
    }

    /** Whether the configuration that is there is BERT's or RoBERTa's: others are known by all of their weights. */
    static boolean isEncoder(FileSet files) {
        return Set.of("bert", "roberta").contains(type(files));
    }

    /** Whether an encoder of that kind is run. */
    static boolean isRun(FileSet files) {
        return FAMILIES.containsKey(type(files));
    }

    private static Family family(ConfigReader json) {
        String type = type(json);
        Family family = FAMILIES.get(type);
        if (family == null) {
            throw json.unsupported("model_type", "is '" + type + "', the encoders that are run are "
                    + FAMILIES.keySet().stream().sorted().toList());
        }
        return family;
    }

    private static String type(FileSet files) {
        return files.files().containsKey(CONFIG) ? type(ConfigReader.baseModel(files.open(CONFIG))) : "";
    }

    /** The first files of BERT carry no model_type: the class of the model stands for it. */
    static String type(ConfigReader json) {
        String type = json.text("model_type", "");
        if (type.isEmpty()) {
            JsonNode architectures = json.value("architectures");
            String first = architectures == null || architectures.isEmpty() ? "" : architectures.get(0).asText();
            type = first.startsWith("Roberta") ? "roberta" : first.startsWith("Bert") ? "bert" : "";
        }
        return type.toLowerCase(Locale.ROOT);
    }
}
