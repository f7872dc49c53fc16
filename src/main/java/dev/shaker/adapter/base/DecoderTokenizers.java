package dev.shaker.adapter.base;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;

import dev.shaker.adapter.FileSet;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.JsonText;

/**
 * The stock tokenizer classes of decoders that take {@code tokenizer.json} as it is, but for what is known of them: Llama's sets
 * its own template of specials.
 */
public final class DecoderTokenizers {
    private static final int LIMIT = 4 << 20;
    private static final Set<String> PLAIN = Set.of("GPT2Tokenizer", "GPT2TokenizerFast", "Qwen2Tokenizer",
            "Qwen2TokenizerFast", "PreTrainedTokenizerFast");
    private static final Set<String> LLAMA = Set.of("LlamaTokenizer", "LlamaTokenizerFast");

    private DecoderTokenizers() {
    }

    /** Whether the class of that name puts the beginning and the end of a text around it by its own two switches. */
    public static boolean isLlama(String type) {
        return LLAMA.contains(type);
    }

    /** The specials that a class of that name has where {@code tokenizer_config.json} does not speak of them. */
    public static Map<String, String> specials(String type) {
        String end = "<|endoftext|>";
        return switch (type) {
            case "GPT2Tokenizer", "GPT2TokenizerFast" -> Map.of("unk_token", end, "bos_token", end, "eos_token", end);
            case "Qwen2Tokenizer", "Qwen2TokenizerFast" -> Map.of("unk_token", end, "eos_token", end, "pad_token", end);
            case "LlamaTokenizer", "LlamaTokenizerFast" ->
                Map.of("unk_token", "<unk>", "bos_token", "<s>", "eos_token", "</s>");
            default -> Map.of();
        };
    }

    /** @throws ShakerException {@code BASE_MODEL_INVALID} */
    static void check(FileSet files) {
        if (!files.files().containsKey("tokenizer.json")) {
            throw invalid(files, "has no tokenizer.json; save the tokenizer beside the model with a version of"
                    + " transformers that writes one");
        }
        JsonNode config = files.files().containsKey("tokenizer_config.json")
                ? JsonText.parseObject(ErrorCode.BASE_MODEL_INVALID, files.open("tokenizer_config.json"), LIMIT)
                : JsonText.object();
        String type = type(files, config);
        if (!PLAIN.contains(type) && !LLAMA.contains(type)) {
            Set<String> known = new TreeSet<>(PLAIN);
            known.addAll(LLAMA);
            throw invalid(files, "has a tokenizer of class '" + type + "' (tokenizer_config.json), and " + known
                    + " are known");
        }
        if (LLAMA.contains(type) && config.hasNonNull("add_prefix_space")) {
            throw invalid(files, "sets add_prefix_space in tokenizer_config.json, for which " + type
                    + " makes its tokenizer.json anew; save the tokenizer without it");
        }
    }

    /** The class that the stock library takes: the one it was saved as, else the family's. */
    public static String type(FileSet files, JsonNode config) {
        String stated = config.path("tokenizer_class").asText("");
        if (!stated.isEmpty()) {
            return stated;
        }
        return switch (DecoderConfigReader.type(files)) {
            case "llama", "mistral" -> "LlamaTokenizerFast";
            case "qwen2", "qwen3" -> "Qwen2TokenizerFast";
            case "gpt2" -> "GPT2TokenizerFast";
            default -> "";
        };
    }

    private static ShakerException invalid(FileSet files, String problem) {
        return new ShakerException(ErrorCode.BASE_MODEL_INVALID, "base model '" + files.location() + "' " + problem)
                .with("file", files.location());
    }
}
