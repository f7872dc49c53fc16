package dev.shaker.adapter.peft;

import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.shaker.adapter.AdaptedModule;
import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterConfig;
import dev.shaker.adapter.AdapterFormat;
import dev.shaker.adapter.Head;
import dev.shaker.adapter.HeadConfig;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.adapter.format.AdapterFiles;
import dev.shaker.tensor.JsonText;

/** {@code adapter_config.json} of PEFT: the template's fields, with rank, scale and targets as they are now. */
public final class PeftConfigs {
    private PeftConfigs() {
    }

    /**
     * @param withSaved whether modules that belong to a domain are written, too; without them nothing but a headless model takes the
     *        adapter, so the task goes with them where the template has any
     */
    public static ObjectNode body(Adapter template, AdapterConfig adapter, boolean withSaved) {
        ObjectNode config = template.format() == AdapterFormat.PEFT
                ? AdapterFiles.config(template)
                        .orElseGet(PeftConfigs::fresh)
                : fresh();
        config.put("base_model_name_or_path", template.baseModelName());
        config.put("inference_mode", true);
        putTask(config, template, withSaved);
        if (adapter instanceof LoraConfig lora) {
            if (config.path("peft_type").asText().equals("ADALORA")) {
                config = plain(config);
            }
            config.put("use_rslora", false);
            putScales(config, lora);
            putTargets(config, template, lora);
        }
        return config;
    }

    private static void putTask(ObjectNode config, Adapter template, boolean withSaved) {
        boolean saves = withSaved || template.head().isPresent();
        boolean kept = template.format() == AdapterFormat.PEFT
                && (!saves || withSaved && template.head().map(Head::config).orElse(null) instanceof HeadConfig.Saved);
        if (kept) {
            return;
        }
        if (withSaved) {
            config.put("task_type", "SEQ_CLS");
            if (!config.path("modules_to_save").isArray()) {
                config.putArray("modules_to_save").add("classifier").add("score");
            }
        } else {
            config.putNull("modules_to_save");
            config.putNull("trainable_token_indices");
            config.put("bias", "none");
            config.putNull("task_type");
        }
    }

    /** AdaLoRA with its singular values in A is plain LoRA. */
    private static ObjectNode plain(ObjectNode adaptive) {
        ObjectNode config = fresh();
        for (String field : new String[]{ "base_model_name_or_path", "revision", "task_type", "modules_to_save",
                "inference_mode", "target_modules", "exclude_modules", "layers_to_transform", "layers_pattern",
                "fan_in_fan_out" }) {
            if (adaptive.has(field)) {
                config.set(field, adaptive.get(field));
            }
        }
        return config;
    }

    /** One rank and alpha for all modules; patterns only for those that differ, by whole module name. */
    private static void putScales(ObjectNode config, LoraConfig lora) {
        config.put("r", lora.rank());
        double scale = lora.rankStabilised() ? lora.alpha() / Math.sqrt(lora.rank()) : lora.alpha() / lora.rank();
        put(config, "lora_alpha", scale * lora.rank());
        ObjectNode ranks = config.putObject("rank_pattern");
        ObjectNode alphas = config.putObject("alpha_pattern");
        SortedMap<String, Integer> sorted = new TreeMap<>(lora.ranks());
        sorted.forEach((module, rank) -> {
            if (rank != lora.rank()) {
                ranks.put(module, rank);
            }
            if (rank * lora.scale(module) != scale * lora.rank()) {
                put(alphas, module, rank * lora.scale(module));
            }
        });
    }

    private static void put(ObjectNode node, String field, double number) {
        if (number == Math.rint(number) && Math.abs(number) < Integer.MAX_VALUE) {
            node.put(field, (int) number);
        } else {
            node.put(field, number);
        }
    }

    /** The template's own targets where the modules are the same, else the whole names: an ending could match too much. */
    private static void putTargets(ObjectNode config, Adapter template, LoraConfig lora) {
        SortedSet<String> targets = new TreeSet<>();
        boolean unchanged = template.format() == AdapterFormat.PEFT && template.config() instanceof LoraConfig before
                && before.ranks().keySet().equals(lora.ranks().keySet());
        JsonNode given = config.get("target_modules");
        if (unchanged && given != null) {
            if (!given.isArray()) {
                return;
            }
            given.forEach(target -> targets.add(target.asText()));
        } else {
            targets.addAll(shortNames(lora).orElseGet(() -> wholeNames(template, lora)));
            config.putNull("layers_to_transform");
            config.putNull("layers_pattern");
            config.putNull("exclude_modules");
        }
        ArrayNode array = config.putArray("target_modules");
        targets.forEach(array::add);
    }

    /** With the architecture's prefix, so that no other module of the model ends alike; an encoder's layers have one name anyway. */
    private static SortedSet<String> wholeNames(Adapter template, LoraConfig lora) {
        SortedSet<String> names = new TreeSet<>();
        lora.ranks().keySet().forEach(module -> names.add(AdaptedModule.parse(module).isPresent()
                ? module
                : AdapterFiles.key(template, module)));
        return names;
    }

    /** {@code query}, {@code value}: where the same attention matrices are updated in all layers from 0 on. */
    private static Optional<SortedSet<String>> shortNames(LoraConfig lora) {
        SortedSet<String> names = new TreeSet<>();
        for (String kind : lora.targetModules()) {
            if (!kind.startsWith("attention.self.")) {
                return Optional.empty();
            }
            names.add(kind.substring("attention.self.".length()));
        }
        int layers = lora.ranks().size() / Math.max(1, names.size());
        for (int layer = 0; layer < layers; layer++) {
            for (String kind : lora.targetModules()) {
                if (!lora.ranks().containsKey("encoder.layer." + layer + "." + kind)) {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(names);
    }

    private static ObjectNode fresh() {
        ObjectNode config = JsonText.object();
        config.put("bias", "none").put("fan_in_fan_out", false).put("init_lora_weights", true).put("lora_bias", false)
                .put("lora_dropout", 0.0).put("peft_type", "LORA").put("use_dora", false);
        return config;
    }
}
