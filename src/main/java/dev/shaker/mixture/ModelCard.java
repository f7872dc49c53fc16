package dev.shaker.mixture;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterFormat;
import dev.shaker.adapter.AdapterSource;
import dev.shaker.adapter.Head;
import dev.shaker.adapter.HeadConfig;
import dev.shaker.error.ErrorCode;
import dev.shaker.identity.DomainName;
import dev.shaker.mixture.Recipe.RecipeMember;
import dev.shaker.mixture.spec.MergingJson;
import dev.shaker.mixture.spec.SpecJson;
import dev.shaker.tensor.JsonText;
import dev.shaker.tensor.Sha256;

/**
 * The artefact's {@code README.md}: what was mixed, how, and how to load it. It is made for readers: no id and no digest depends on
 * it, and a rebuilt mixture may have another.
 */
final class ModelCard {
    private static final Map<String, String> CLASSES = Map.of("CAUSAL_LM", "AutoModelForCausalLM", "SEQ_CLS",
            "AutoModelForSequenceClassification", "TOKEN_CLS", "AutoModelForTokenClassification", "QUESTION_ANS",
            "AutoModelForQuestionAnswering", "SEQ_2_SEQ_LM", "AutoModelForSeq2SeqLM");

    private final Recipe recipe;
    private final List<MixtureWriter.Owner> owners;
    private final Function<DomainName, Optional<Measured>> alone;
    private final StringBuilder text = new StringBuilder();

    /**
     * @param recipe with results
     * @param owners members with their opened adapters, in the recipe's order
     * @param alone by domain, as far as known
     */
    ModelCard(Recipe recipe, List<MixtureWriter.Owner> owners, Function<DomainName, Optional<Measured>> alone) {
        this.recipe = recipe;
        this.owners = owners;
        this.alone = alone;
    }

    /** @param open a domain's part of the written artefact, or the body alone where it has no domain */
    byte[] write(Function<Optional<DomainName>, Adapter> open) {
        String base = Layouts.template(owners).baseModelName();
        boolean peft = owners.getFirst().adapter().format() == AdapterFormat.PEFT;
        header(base, peft);
        members();
        settings();
        line("").line("## Load it").line("");
        if (peft) {
            peft(base, open);
        } else {
            adapterHub(base);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void header(String base, boolean peft) {
        line("---");
        if (!base.isEmpty()) {
            line("base_model: " + quoted(base));
        }
        line("library_name: " + (peft ? "peft" : "adapter-transformers"));
        line("tags:").line("- merge").line("- " + recipe.adapterMethod()).line("---").line("");
        line("# " + recipe.members().size() + " adapters in one").line("");
        line("Merged by Shaker from adapters of " + (base.isEmpty() ? "one base model" : "`" + cell(base) + "`")
                + " by `"
                + recipe.spec().merging().method() + "`, without training. Base model digest: `" + recipe.baseModel()
                + "`.");
    }

    private void members() {
        line("").line("## Members").line("").line("| domain | weight | right alone | adapter |")
                .line("|---|---|---|---|");
        for (RecipeMember member : recipe.members()) {
            String right = alone.apply(member.domain())
                    .map(measured -> measured.correct() + " of " + measured.rows()).orElse("");
            line("| " + cell(member.domain().name()) + " | " + member.weight().toPlainString() + " | " + right + " | `"
                    + member.adapterId() + "` |");
        }
        line("").line("Weights are " + recipe.spec().merging().weighting().meaning() + ".");
    }

    private void settings() {
        line("").line("## How").line("").line("| what | |").line("|---|---|");
        ObjectNode merge = MergingJson.write(recipe.spec().merging());
        merge.remove("weights");
        recipe.spec().output().write(merge);
        rows("", merge.put("heads", recipe.spec().heads().wire()));
        if (!recipe.spec().pruning().keepsAll()) {
            rows("prune ", SpecJson.write(recipe.spec()).path("prune"));
        }
        recipe.results().ifPresent(results -> {
            rows("", results.path("merge"));
            rows("", results.path("merge").path("output"));
        });
        line("| mixture | `" + recipe.id() + "` |");
        line("| `recipe.json` | SHA-256 `" + Sha256.hex(recipe.toJson()) + "` |");
    }

    private void rows(String prefix, JsonNode settings) {
        settings.properties().forEach(setting -> {
            if (setting.getValue().isValueNode()) {
                line("| " + prefix + cell(setting.getKey()) + " | `" + setting.getValue().asText() + "` |");
            }
        });
    }

    private void peft(String base, Function<Optional<DomainName>, Adapter> open) {
        boolean headed = owners.stream().anyMatch(owner -> owner.adapter().head().isPresent());
        for (MixtureWriter.Owner owner : owners) {
            if (headed && owner.adapter().head().isEmpty()) {
                continue;
            }
            Adapter adapter = open.apply(headed ? Optional.of(owner.domain()) : Optional.empty());
            String type = modelClass(adapter);
            int labels = adapter.head().map(Head::config).map(HeadConfig::labels).orElse(0);
            boolean classifies = type.contains("Classification") && labels > 0;
            line("```python").line("from peft import PeftModel").line("from transformers import " + type).line("");
            line("base = " + type + ".from_pretrained(" + quoted(base.isEmpty() ? "BASE_MODEL" : base)
                    + (classifies ? ", num_labels=" + labels : "") + ")");
            line("model = PeftModel.from_pretrained(base, "
                    + directory(headed ? MixtureFiles.domain(owner.domain()) : MixtureFiles.BODY) + ")")
                    .line("```");
            if (!headed) {
                return;
            }
        }
    }

    /** PEFT writes the task, or of a model without one its class. */
    private static String modelClass(Adapter adapter) {
        JsonNode config = JsonText.parse(ErrorCode.ARTEFACT_CORRUPT, "adapter_config.json", adapter.source()
                .map(AdapterSource::config).orElse("{}").getBytes(StandardCharsets.UTF_8));
        String own = config.path("auto_mapping").path("base_model_class").asText();
        return CLASSES.getOrDefault(config.path("task_type").asText(),
                own.matches("[A-Za-z0-9_]+") && !own.equals("null") ? own : "AutoModel");
    }

    private void adapterHub(String base) {
        line("The weights are safetensors, which `load_adapter` and `load_head` look for only where they are told to.");
        line("").line("```python").line("from adapters import AutoAdapterModel").line("");
        line("model = AutoAdapterModel.from_pretrained(" + quoted(base.isEmpty() ? "BASE_MODEL" : base) + ")");
        line("adapter = model.load_adapter(" + directory(MixtureFiles.BODY)
                + ", with_head=False, use_safetensors=True)");
        for (MixtureWriter.Owner owner : owners) {
            if (owner.adapter().head().isPresent()) {
                line("model.load_head(" + directory(MixtureFiles.head(owner.domain())) + ", load_as="
                        + quoted(owner.domain().name()) + ", use_safetensors=True)");
            }
        }
        line("model.set_active_adapters(adapter)");
        owners.stream().filter(owner -> owner.adapter().head().isPresent()).findFirst().ifPresent(
                owner -> line("model.active_head = " + quoted(owner.domain().name())));
        line("```");
    }

    private ModelCard line(String content) {
        text.append(content).append('\n');
        return this;
    }

    /** A text as JSON writes it, which YAML and Python read too. */
    private static String quoted(String value) {
        return TextNode.valueOf(value).toString();
    }

    private static String directory(String path) {
        return quoted(path.substring(0, path.length() - 1));
    }

    private static String cell(String value) {
        return value.replace("\\", "\\\\").replace("|", "\\|").replace("`", "\\`").replace("<", "&lt;").replace('\n',
                ' ');
    }
}
