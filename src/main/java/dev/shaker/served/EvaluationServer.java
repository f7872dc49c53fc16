package dev.shaker.served;

import java.net.URI;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.shaker.error.ShakerException;
import dev.shaker.tensor.JsonText;

/**
 * The server's interface, that of vLLM's OpenAI-compatible one: {@code /v1/load_lora_adapter}, {@code /v1/unload_lora_adapter},
 * {@code /v1/completions} with {@code prompt_logprobs}, {@code /classify}, {@code /tokenize}, {@code /v1/models},
 * {@code /version} and {@code /health}.
 */
final class EvaluationServer implements AutoCloseable {
    private static final String MODELS = "/v1/models";
    private static final String LOAD = "/v1/load_lora_adapter";
    private static final int NOT_FOUND = 404;

    private final ServerAccess access;
    private final ServerCalls calls;

    EvaluationServer(ServerAccess access) {
        this.access = access;
        this.calls = new ServerCalls(access);
    }

    /** Status 404 of a question about an adapter: the server was started anew, or has nothing that answers such a question. */
    static final class NotFoundException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final ShakerException otherwise;

        NotFoundException(ServerCalls.Answer answer) {
            super(answer.message());
            this.otherwise = ServerErrors.refused(answer.at(), answer.message());
        }

        /** What it is where the adapter is loaded. */
        ShakerException otherwise() {
            return otherwise;
        }
    }

    /**
     * Checks that the server is the one that was asked for, and serves a model.
     *
     * @return most tokens of a sequence
     * @throws ShakerException {@code EVALUATION_SERVER_UNAVAILABLE} where it is another engine or version, or serves another model:
     *         matters of configuration, here or there; {@code EVALUATION_SERVER_REFUSED} where it is no such server
     */
    int checkServes(String model) {
        JsonNode version = calls.get("/version").content().path("version");
        if (!version.isTextual()) {
            throw ServerErrors.other(access.at("/version"), "no version");
        }
        ArrayNode served = models();
        for (JsonNode card : served) {
            if (card.path("id").asText().equals(model)) {
                String engine = card.path("owned_by").asText() + " " + version.textValue();
                if (!engine.equals(access.engine())) {
                    throw ServerErrors.unavailable(access.at("/version"), "it is '" + engine
                            + "', and evaluations are asked for of '" + access.engine()
                            + "'; give all roles the shaker.evaluation.server.engine that there is and ask anew", null);
                }
                JsonNode most = card.path("max_model_len");
                return most.isInt() ? most.intValue() : Integer.MAX_VALUE;
            }
        }
        throw ServerErrors.unavailable(access.at(MODELS), "it serves " + served.findValuesAsText("id") + ", not '"
                + model + "'; correct shaker.evaluation.server.models, or --served-model-name there", null);
    }

    private ArrayNode models() {
        if (calls.get(MODELS).content().path("data") instanceof ArrayNode data) {
            return data;
        }
        throw ServerErrors.other(access.at(MODELS), "no list of models");
    }

    URI loading() {
        return access.at(LOAD);
    }

    /** Whether the server says that it works. */
    boolean isHealthy() {
        try {
            return calls.get("/health").isFine();
        } catch (ShakerException e) {
            return false;
        }
    }

    /**
     * Loads an adapter under a name, for as long as the server runs.
     *
     * @param path of the directory, as the server sees it
     * @throws ShakerException {@code EVALUATION_SERVER_REFUSED} with what it says of the adapter, {@code EVALUATION_SERVER_UNAVAILABLE}
     */
    void load(String name, String path) {
        ServerCalls.Answer answer = calls.post(LOAD,
                JsonText.object().put("lora_name", name).put("lora_path", path));
        if (answer.status() == NOT_FOUND) {
            throw ServerErrors.unavailable(answer.at(), answer.message() + "; it must see '" + path
                    + "' (shaker.evaluation.server.directory) and load adapters while it serves"
                    + " (VLLM_ALLOW_RUNTIME_LORA_UPDATING=True)", null);
        }
        // Its first answer may have been lost; and newer ones say 500 of whatever they cannot load.
        if (answer.isFine() || isLoaded(name)) {
            return;
        }
        if (answer.status() >= 500 && isHealthy()) {
            throw ServerErrors.refused(answer.at(), answer.message());
        }
        answer.check();
    }

    /** Forgets an adapter; one that it does not know is forgotten. */
    void unload(String name) {
        ServerCalls.Answer answer = calls.post("/v1/unload_lora_adapter", JsonText.object().put("lora_name", name));
        if (answer.status() != NOT_FOUND) {
            answer.check();
        }
    }

    boolean isLoaded(String name) {
        return models().findValuesAsText("id").contains(name);
    }

    /**
     * The ids of a text as the server's tokenizer has them.
     *
     * @param specials whether with those that the tokenizer puts around a text
     */
    int[] tokens(String model, String text, boolean specials) {
        ServerCalls.Answer answer = calls.post("/tokenize",
                JsonText.object().put("model", model).put("prompt", text).put("add_special_tokens", specials));
        if (!(answer.content().path("tokens") instanceof ArrayNode ids)) {
            throw ServerErrors.other(answer.at(), "no tokens");
        }
        int[] tokens = new int[ids.size()];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = ids.get(i).intValue();
        }
        return tokens;
    }

    /**
     * How likely the tokens of sequences are, each after those before it.
     *
     * @param from by sequence, the first token that is asked for, from 1
     * @return by sequence, the sum of the natural logarithms of the probabilities of its tokens from there to its end
     * @throws NotFoundException where the adapter may not be loaded any more
     */
    double[] likelihoods(String adapter, List<int[]> sequences, int from) {
        ObjectNode body = JsonText.object().put("model", adapter).put("max_tokens", 1).put("temperature", 0)
                .put("prompt_logprobs", 1);
        ArrayNode prompts = body.putArray("prompt");
        sequences.forEach(tokens -> putTokens(prompts.addArray(), tokens));
        ServerCalls.Answer answer = calls.post("/v1/completions", body);
        JsonNode choices = found(answer).path("choices");
        double[] sums = new double[sequences.size()];
        BitSet seen = new BitSet();
        for (JsonNode choice : choices) {
            int index = choice.path("index").asInt(-1);
            if (index >= 0 && index < sums.length) {
                sums[index] = likelihood(answer.at(), choice.path("prompt_logprobs"), sequences.get(index), from);
                seen.set(index);
            }
        }
        if (seen.cardinality() != sums.length) {
            throw ServerErrors.other(answer.at(), seen.cardinality() + " choices for " + sums.length + " prompts");
        }
        return sums;
    }

    private static double likelihood(URI at, JsonNode places, int[] tokens, int from) {
        if (places.size() != tokens.length) {
            throw ServerErrors.other(at, "prompt_logprobs of " + places.size() + " tokens, " + tokens.length
                    + " were asked for");
        }
        double sum = 0;
        for (int place = from; place < tokens.length; place++) {
            JsonNode logarithm = places.get(place).path(Integer.toString(tokens[place])).path("logprob");
            if (!logarithm.isNumber()) {
                throw ServerErrors.other(at, "no prompt_logprobs of the token " + tokens[place] + " at place " + place);
            }
            sum += logarithm.doubleValue();
        }
        return sum;
    }

    /**
     * A classification head's logits.
     *
     * @param labels how many there must be
     * @throws NotFoundException where the adapter may not be loaded any more
     */
    double[] logits(String adapter, int[] tokens, int labels) {
        ObjectNode body = JsonText.object().put("model", adapter).put("use_activation", false);
        putTokens(body.putArray("input"), tokens);
        ServerCalls.Answer answer = calls.post("/classify", body);
        JsonNode values = found(answer).path("data").path(0).path("probs");
        if (values.size() != labels) {
            throw ServerErrors.other(answer.at(), values.size() + " scores (probs) for " + labels + " labels");
        }
        double[] logits = new double[labels];
        for (int label = 0; label < labels; label++) {
            if (!values.get(label).isNumber()) {
                throw ServerErrors.other(answer.at(), "no number for label " + label);
            }
            logits[label] = values.get(label).doubleValue();
        }
        return logits;
    }

    private static JsonNode found(ServerCalls.Answer answer) {
        if (answer.status() == NOT_FOUND) {
            throw new NotFoundException(answer);
        }
        return answer.content();
    }

    private static void putTokens(ArrayNode array, int[] tokens) {
        for (int token : tokens) {
            array.add(token);
        }
    }

    /** Unloads what others left behind; what cannot be unloaded now is left. */
    void forget(Collection<String> names) {
        for (String name : names) {
            try {
                unload(name);
            } catch (ShakerException e) {
                return;
            }
        }
    }

    @Override
    public void close() {
        calls.close();
    }
}
