package dev.shaker.adapter.base;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;

import dev.shaker.adapter.FileSet;
import dev.shaker.adapter.format.ConfigReader;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.JsonText;

/** The stock library's tokenizer classes that are known, and what each does on its own to the files that it is loaded from. */
public final class StockTokenizers {
    private static final int LIMIT = 256 << 20;
    private static final String JSON = "tokenizer.json";
    private static final String CONFIG = "tokenizer_config.json";
    private static final Set<String> WORD_PIECES = Set.of("BertTokenizer", "DistilBertTokenizer", "ElectraTokenizer");
    private static final Set<String> KNOWN = Set.of("BertTokenizer", "DistilBertTokenizer", "ElectraTokenizer",
            "RobertaTokenizer", "XLMRobertaTokenizer", "CamembertTokenizer", "GPT2Tokenizer", "Qwen2Tokenizer",
            "LlamaTokenizer", "PreTrainedTokenizer");
    /** Those that ask their model for token types where {@code model_input_names} says nothing. */
    private static final Set<String> TYPED = Set.of("BertTokenizer", "ElectraTokenizer", "PreTrainedTokenizer");
    private static final Map<String, String> FAMILIES = Map.of("bert", "BertTokenizer", "distilbert",
            "DistilBertTokenizer", "electra", "ElectraTokenizer", "roberta", "RobertaTokenizer", "xlm-roberta",
            "XLMRobertaTokenizer", "camembert", "CamembertTokenizer", "llama", "LlamaTokenizer", "mistral",
            "LlamaTokenizer", "gpt2", "GPT2Tokenizer");
    private static final Map<String, String> MORE_FAMILIES = Map.of("qwen2", "Qwen2Tokenizer", "qwen3",
            "Qwen2Tokenizer");
    private static final Map<String, Special> WORD_PIECE = specials("unk_token", "[UNK]", "sep_token", "[SEP]",
            "pad_token", "[PAD]", "cls_token", "[CLS]", "mask_token", "[MASK]");
    private static final Map<String, Special> ROBERTA = specials("bos_token", "<s>", "eos_token", "</s>", "sep_token",
            "</s>", "cls_token", "<s>", "unk_token", "<unk>", "pad_token", "<pad>", "mask_token", "<mask>");
    private static final String END = "<|endoftext|>";

    private StockTokenizers() {
    }

    /**
     * A special token that a class has where {@code tokenizer_config.json} does not speak of it.
     *
     * @param own whether the class hands over the token with switches of its own, which overrule those in the files
     * @param stripsLeft whether the blanks before it belong to it
     */
    public record Special(String content, boolean own, boolean stripsLeft) {}

    /** Whether the class of that name puts the beginning and the end of a text around it by its own two switches. */
    public static boolean isLlama(String type) {
        return type.equals("LlamaTokenizer");
    }

    /** Whether the class of that name overrules the normaliser by its own three switches. */
    public static boolean isWordPiece(String type) {
        return WORD_PIECES.contains(type);
    }

    /** The specials of a class by the names of {@code tokenizer_config.json}, in the order in which they are added. */
    public static Map<String, Special> specials(String type) {
        return switch (type) {
            case "BertTokenizer", "DistilBertTokenizer", "ElectraTokenizer" -> WORD_PIECE;
            case "RobertaTokenizer", "XLMRobertaTokenizer", "CamembertTokenizer" -> {
                var specials = new LinkedHashMap<>(ROBERTA);
                specials.put("mask_token", new Special("<mask>", true, true));
                yield specials;
            }
            case "GPT2Tokenizer" -> specials("bos_token", END, "eos_token", END, "unk_token", END);
            case "Qwen2Tokenizer" -> {
                var own = new Special(END, true, false);
                yield Map.of("eos_token", own, "unk_token", own, "pad_token", own);
            }
            case "LlamaTokenizer" -> specials("bos_token", "<s>", "eos_token", "</s>", "unk_token", "<unk>");
            default -> Map.of();
        };
    }

    /** What the class adds beside where {@code additional_special_tokens} is not given. */
    public static Set<String> additional(String type) {
        return type.equals("CamembertTokenizer")
                ? new java.util.LinkedHashSet<>(
                        java.util.List.of("<s>NOTUSED", "</s>NOTUSED", "<unk>NOTUSED"))
                : Set.of();
    }

    private static Map<String, Special> specials(String... pairs) {
        Map<String, Special> specials = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            specials.put(pairs[i], new Special(pairs[i + 1], false, false));
        }
        return specials;
    }

    /**
     * Checks that a tokenizer is there whose ids are known to be the stock library's.
     *
     * @param vocabularies whether one made of {@code vocab.txt}, or of {@code vocab.json} and {@code merges.txt}, will do
     * @throws ShakerException {@code BASE_MODEL_INVALID}
     */
    static void check(FileSet files, boolean vocabularies) {
        Set<String> present = files.files().keySet();
        boolean vocabulary = present.contains("vocab.txt")
                || present.contains("vocab.json") && present.contains("merges.txt");
        if (!present.contains(JSON) && !(vocabularies && vocabulary)) {
            throw invalid(files, "has no tokenizer.json; save the tokenizer beside the model with a version of"
                    + " transformers that writes one");
        }
        JsonNode config = config(files);
        String type = type(files, config);
        if (!KNOWN.contains(type)) {
            throw invalid(files, "has a tokenizer of class '" + type + "' (" + CONFIG + "), and "
                    + new TreeSet<>(KNOWN) + " are known");
        }
        if (isLlama(type) && config.hasNonNull("add_prefix_space")) {
            throw invalid(files, "sets add_prefix_space in tokenizer_config.json, for which " + type
                    + " makes its tokenizer.json anew; save the tokenizer without it");
        }
        if (config.path("split_special_tokens").asBoolean(false)) {
            throw invalid(files, "sets split_special_tokens in " + CONFIG + ", which is not supported: special tokens"
                    + " that a text spells out are one token each; save the tokenizer without it");
        }
        if (isLeft(config.path("truncation_side")) || !config.has("truncation_side") && present.contains(JSON)
                && isLeft(json(files, JSON).path("truncation").path("direction"))) {
            throw invalid(files, "truncates on the left (truncation_side), which is not supported: rows are truncated"
                    + " at their end; save the tokenizer with truncation_side 'right'");
        }
    }

    private static boolean isLeft(JsonNode side) {
        return side.asText("").toLowerCase(Locale.ROOT).equals("left");
    }

    /** Whether the tokenizer tells its model which tokens are of the second text. */
    public static boolean givesTypes(FileSet files) {
        JsonNode config = config(files);
        JsonNode names = config.path("model_input_names");
        if (names.isArray()) {
            for (JsonNode name : names) {
                if (name.asText().equals("token_type_ids")) {
                    return true;
                }
            }
            return false;
        }
        String type = type(files, config);
        return type.isEmpty() || TYPED.contains(type);
    }

    /**
     * The class that the stock library takes, without the {@code Fast} at its end: the one it was saved as, else the one that the
     * model's configuration names, else the family's.
     */
    public static String type(FileSet files, JsonNode config) {
        String stated = config.path("tokenizer_class").asText("");
        if (stated.isEmpty() && files.files().containsKey("config.json")) {
            ConfigReader model = ConfigReader.baseModel(files.open("config.json"));
            String family = BaseModelConfigReader.type(model);
            stated = model.text("tokenizer_class", FAMILIES.getOrDefault(family,
                    MORE_FAMILIES.getOrDefault(family, "")));
        }
        return stated.endsWith("Fast") ? stated.substring(0, stated.length() - "Fast".length()) : stated;
    }

    private static JsonNode config(FileSet files) {
        return files.files().containsKey(CONFIG) ? json(files, CONFIG) : JsonText.object();
    }

    private static JsonNode json(FileSet files, String name) {
        return JsonText.parseObject(ErrorCode.BASE_MODEL_INVALID, files.open(name), LIMIT);
    }

    private static ShakerException invalid(FileSet files, String problem) {
        return new ShakerException(ErrorCode.BASE_MODEL_INVALID, "base model '" + files.location() + "' " + problem)
                .with("file", files.location());
    }
}
