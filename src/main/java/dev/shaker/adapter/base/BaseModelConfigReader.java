package dev.shaker.adapter.base;

import java.util.Locale;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

import dev.shaker.adapter.FileSet;
import dev.shaker.adapter.base.BaseModelConfig.Family;
import dev.shaker.adapter.format.ConfigReader;
import dev.shaker.tensor.ByteSource;

/** Reads {@code config.json} of a base model and refuses encoders that compute something else. */
final class BaseModelConfigReader {
    private static final String CONFIG = "config.json";

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
        var config = new BaseModelConfig(family, json.text("_name_or_path", ""), json.positive("hidden_size"),
                json.positive("num_hidden_layers"), json.positive("num_attention_heads"),
                json.positive("intermediate_size"), json.positive("vocab_size"),
                json.positive("max_position_embeddings"), json.positive("type_vocab_size"),
                json.number("layer_norm_eps", 1e-12), json.nonLinearity("hidden_act", "gelu"),
                json.whole("pad_token_id", family == Family.ROBERTA ? 1 : 0));
        if (config.hiddenSize() % config.heads() != 0) {
            throw json.invalid("num_attention_heads", "expects a divisor of hidden_size " + config.hiddenSize());
        }
        return config;
    }

    /** Whether the configuration that is there is BERT's or RoBERTa's: others are known by their weights alone. */
    static boolean isEncoder(FileSet files) {
        return files.files().containsKey(CONFIG)
                && Set.of("bert", "roberta").contains(type(ConfigReader.baseModel(files.open(CONFIG))));
    }

    private static Family family(ConfigReader json) {
        String type = type(json);
        return switch (type) {
            case "bert" -> Family.BERT;
            case "roberta" -> Family.ROBERTA;
            default -> throw json.unsupported("model_type",
                    "is '" + type + "', only bert and roberta encoders are supported");
        };
    }

    /** The first files of BERT carry no model_type: the class of the model stands for it. */
    private static String type(ConfigReader json) {
        String type = json.text("model_type", "");
        if (type.isEmpty()) {
            JsonNode architectures = json.value("architectures");
            String first = architectures == null || architectures.isEmpty() ? "" : architectures.get(0).asText();
            type = first.startsWith("Roberta") ? "roberta" : first.startsWith("Bert") ? "bert" : "";
        }
        return type.toLowerCase(Locale.ROOT);
    }
}
