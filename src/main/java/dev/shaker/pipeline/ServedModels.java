package dev.shaker.pipeline;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import dev.shaker.adapter.BaseModelReference;

/**
 * The base models that an evaluation server runs, whatever their family: evaluations on them are its, all others Shaker's own. It
 * is known from settings alone, so that who asks and who measures agree without asking the server.
 *
 * @param engine name and version of the server, {@code vllm 0.11.0}
 * @param models the server's names by those of base models as adapters were announced with them
 */
public record ServedModels(String engine, Map<String, String> models) {
    /** No server. */
    public static final ServedModels NONE = new ServedModels("", Map.of());

    public ServedModels {
        models = Map.copyOf(models);
    }

    /** @param list {@code gemma-2b,tiny/llama=llama}: names of base models, with the server's name behind where that is another */
    public static ServedModels of(String engine, String list) {
        Map<String, String> models = new LinkedHashMap<>();
        for (String entry : list.split(",", -1)) {
            int sign = entry.indexOf('=');
            String name = sign < 0 ? entry : entry.substring(0, sign);
            models.put(name.strip(), entry.substring(sign + 1).strip());
        }
        return new ServedModels(engine, models);
    }

    /** The server's name of a base model, empty where Shaker runs it itself. */
    public Optional<String> model(BaseModelReference base) {
        return Optional.ofNullable(models.get(base.name()));
    }

    /** What measures on a base model: the server and its model; empty where Shaker does. */
    public Optional<String> engine(BaseModelReference base) {
        return model(base).map(model -> engine + " " + model);
    }
}
