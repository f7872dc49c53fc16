package dev.shaker.mixture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.shaker.Named;
import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterFormat;
import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.Head;
import dev.shaker.adapter.HeadConfig;
import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.LocalSink;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.adapter.NonLinearity;
import dev.shaker.adapter.io.AdapterConverter;
import dev.shaker.adapter.io.AdapterReader;
import dev.shaker.error.ErrorCode;
import dev.shaker.identity.DomainName;
import dev.shaker.mixture.merge.MeanTest;
import dev.shaker.tensor.Sha256;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MixerTest {
    private static final SampleSpace PFEIFFER = new SampleSpace("pfeiffer");
    private static final SampleSpace LORA = new SampleSpace("lora");

    private final Path directory;

    MixerTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @ParameterizedTest
    @ValueSource(strings = { "pfeiffer", "lora" })
    void theArtefactHoldsTheMeanAndEachDomainsOwnHead(String method) {
        SampleSpace space = space(method);
        MixturePlan plan = space.plan("{'select':{'members':['duplicates','nli','posts']}}");

        MixtureOutcome outcome = mix(plan.recipe(), "m", 2);

        assertThat(outcome.id()).isEqualTo(plan.id());
        LocalFiles files = new LocalFiles(directory.resolve("m"));
        Adapter body = MixtureFiles.body(files);
        assertThat(body.head()).isEmpty();
        for (AdapterLayer layer : body.body().layers()) {
            assertThat(MeanTest.bits(body.body().read(layer))).isEqualTo(MeanTest.bits(naiveMean(space, plan, layer)));
        }
        for (DomainName domain : plan.domains()) {
            Adapter mixed = MixtureFiles.open(files, domain);
            assertThat(DigestingTensors.of(mixed.body())).isEqualTo(DigestingTensors.of(body.body()));
            assertThat(DigestingTensors.of(mixed.head().orElseThrow().tensors()))
                    .isEqualTo(DigestingTensors.of(space.open(domain.name()).head().orElseThrow().tensors()));
            assertThat(mixed.head().orElseThrow().config())
                    .isEqualTo(space.open(domain.name()).head().orElseThrow().config());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "pfeiffer", "lora" })
    void aMixtureOfOneIsThatAdapterBitForBit(String method) {
        SampleSpace space = space(method);

        mix(space.plan("{'select':{'members':['nli']}}").recipe(), "m", 1);

        Adapter mixed = MixtureFiles.open(new LocalFiles(directory.resolve("m")), Named.domain("nli"));
        assertThat(DigestingTensors.of(mixed.body())).isEqualTo(DigestingTensors.of(space.open("nli").body()));
        assertThat(mixed.config()).isEqualTo(space.open("nli").config());
    }

    @Test
    void memberOrderAndThreadCountChangeNoByte() throws IOException {
        String prune = ",'prune':{'sparsity':0.4}}";
        mix(PFEIFFER.plan("{'select':{'members':['nli','duplicates','films']}" + prune).recipe(), "one", 1);
        mix(PFEIFFER.plan("{'select':{'members':['films','nli','duplicates']}" + prune).recipe(), "two", 2);
        mix(PFEIFFER.plan("{'select':{'members':['duplicates','films','nli']}" + prune).recipe(), "four", 4);

        assertThat(bytes("two")).containsExactlyEntriesOf(bytes("one"));
        assertThat(bytes("four")).containsExactlyEntriesOf(bytes("one"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "layer", "block", "global" })
    void everyScopePrunesAndReportsWhatItDropped(String scope) {
        MixturePlan plan = PFEIFFER
                .plan("{'select':{'strategy':'greedy','size':3},'prune':{'sparsity':0.4,'scope':'" + scope + "'}}");

        MixtureOutcome outcome = mix(plan.recipe(), "m", 2);

        assertThat(outcome.sparsity()).hasSize(3);
        assertThat(outcome.total().achieved()).isBetween(0.399, 0.4);
        assertThat(outcome.total().elements()).isEqualTo(3 * elements(PFEIFFER.open("nli")));
    }

    @ParameterizedTest
    @ValueSource(strings = { "'random','seed':5", "'synflow'", "'synflow','rounds':20", "'consensus'",
            "'consensus','scope':'global'", "'synflow','rounds':3,'scope':'global','biases':'keep'" })
    void everyScorePrunesAndIsInRecipeIdAndCard(String score) throws IOException {
        String request = "{'select':{'members':['nli','films','posts']},'prune':{'sparsity':0.4,'score':" + score
                + "}}";
        String magnitude = "{'select':{'members':['nli','films','posts']},'prune':{'sparsity':0.4}}";
        for (SampleSpace space : List.of(PFEIFFER, LORA)) {
            Path place = Files.createTempDirectory(directory, "score");
            MixtureOutcome outcome = mix(space.plan(request).recipe(), place.getFileName() + "/first", 2);
            mix(MixtureFiles.recipe(new LocalFiles(place.resolve("first"))), place.getFileName() + "/again", 1);

            assertThat(outcome.total().achieved()).isBetween(0.38, 0.4);
            assertThat(bytes(place.getFileName() + "/again"))
                    .containsExactlyEntriesOf(bytes(place.getFileName() + "/first"));
            assertThat(outcome.id()).isEqualTo(space.plan(request).id()).isNotEqualTo(space.plan(magnitude).id());
            assertThat(Files.readString(place.resolve("first/README.md")))
                    .contains("| prune score | `" + score.split("'", -1)[1] + "` |");
        }
    }

    @Test
    void layersChosenByFsdArePrunedByAnyScore() {
        for (String score : List.of("random", "synflow", "consensus")) {
            MixtureOutcome outcome = mix(PFEIFFER.plan("{'select':{'members':['nli','films','posts']},'prune':"
                    + "{'sparsity':0.5,'layers':4,'score':'" + score + "'}}").recipe(), score, 2);

            assertThat(outcome.total().achieved()).isGreaterThan(0).isLessThan(0.5);
        }
    }

    @Test
    void consensusOfOneIsRefusedBeforeAnythingIsRead() {
        String request = "{'select':{'members':['nli']},'prune':{'sparsity':0.5,'score':'consensus'}}";

        assertThatThrownBy(() -> PFEIFFER.plan(request)).hasMessageContaining("one").extracting("code")
                .isEqualTo(ErrorCode.MIXTURE_REQUEST_INVALID);
        assertThat(PFEIFFER.plan(request.replace("0.5", "0")).domains()).hasSize(1);
    }

    @Test
    void fullSparsityLeavesNothingAndStillMixes() {
        MixtureOutcome outcome = mix(PFEIFFER.plan("{'select':{'members':['nli','films']},'prune':{'sparsity':1}}")
                .recipe(), "m", 1);

        assertThat(outcome.total().achieved()).isEqualTo(1);
        Adapter body = MixtureFiles.body(new LocalFiles(directory.resolve("m")));
        for (AdapterLayer layer : body.body().layers()) {
            assertThat(body.body().read(layer)).containsOnly(0);
        }
    }

    @Test
    void algorithmFourPrunesOnlyTheMostConflictingLayersOfEachMember() {
        MixturePlan plan = PFEIFFER.plan(
                "{'select':{'members':['nli','films','posts']},'prune':{'sparsity':0.5,'layers':4}}");

        MixtureOutcome outcome = mix(plan.recipe(), "m", 2);

        for (Recipe.RecipeMember member : plan.recipe().members()) {
            assertThat(member.prunedLayers().orElseThrow()).hasSize(4);
        }
        assertThat(outcome.total().achieved()).isGreaterThan(0).isLessThan(0.5);
        assertThatThrownBy(() -> PFEIFFER
                .plan("{'select':{'members':['nli','films']},'prune':{'sparsity':0.5,'layers':99}}"))
                .hasMessageContaining("99").extracting("code").isEqualTo(ErrorCode.MIXTURE_REQUEST_INVALID);
    }

    @Test
    void theRecipeReadsBackAndRebuildsTheSameBytes() throws IOException {
        MixturePlan plan = LORA.plan(
                "{'select':{'strategy':'greedy','size':4,'targets':['nli']},'prune':{'sparsity':0.3},'merge':{'method':'mean'}}");
        MixtureOutcome outcome = mix(plan.recipe(), "first", 2);

        Recipe read = MixtureFiles.recipe(new LocalFiles(directory.resolve("first")));
        mix(read, "again", 1);

        assertThat(read.id()).isEqualTo(outcome.id());
        assertThat(read.toJson()).isEqualTo(outcome.recipe().toJson());
        assertThat(bytes("again")).containsExactlyEntriesOf(bytes("first"));
    }

    @Test
    void requestsThatMeanTheSameMixtureShareItsId() {
        MixturePlan greedy = PFEIFFER.plan("{'select':{'strategy':'greedy','size':3}}");
        String named = String.join("','", DomainName.texts(greedy.domains()));

        assertThat(PFEIFFER.plan("{'select':{'members':['" + named + "']}}").id()).isEqualTo(greedy.id());
        assertThat(PFEIFFER.plan("{'select':{'members':['" + named + "']},'prune':{'sparsity':0.1}}").id())
                .isNotEqualTo(greedy.id());
        assertThat(PFEIFFER.plan("{'select':{'members':['" + named + "']},'merge':{'weights':{'"
                + String.join("':3,'", DomainName.texts(greedy.domains())) + "':4}}}").id()).isNotEqualTo(greedy.id());
    }

    @Test
    void aRecipeChangedByHandIsRefused() throws IOException {
        mix(PFEIFFER.plan("{'select':{'members':['nli','films']}}").recipe(), "m", 1);
        Path recipe = directory.resolve("m/recipe.json");
        Files.writeString(recipe, Files.readString(recipe).replace("\"weight\": 1", "\"weight\": 2"));

        assertThatThrownBy(() -> MixtureFiles.recipe(new LocalFiles(directory.resolve("m"))))
                .extracting("code").isEqualTo(ErrorCode.ARTEFACT_CORRUPT);
    }

    @Test
    void aStoreThatChangesBytesIsNoticed() {
        Path place = directory.resolve("m");
        Recipe recipe = PFEIFFER.plan("{'select':{'members':['nli','films']}}").recipe();

        assertThatThrownBy(() -> new Mixer(1).mix(recipe, SampleSpace::open, new LocalSink(place), () -> {
            damage(place.resolve("body/adapter.safetensors"));
            return new LocalFiles(place);
        })).extracting("code").isEqualTo(ErrorCode.ARTEFACT_CORRUPT);
        assertThat(place.resolve("recipe.json")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = { "pfeiffer", "lora" })
    void headsOfEqualLabelsAreAveragedOnRequestOnly(String method) {
        SampleSpace space = space(method);
        mix(space.plan("{'select':{'members':['films','reviews']},'merge':{'heads':'mean'}}").recipe(), "m", 1);

        LocalFiles files = new LocalFiles(directory.resolve("m"));
        var films = MixtureFiles.open(files, Named.domain("films")).head().orElseThrow().tensors();
        var reviews = MixtureFiles.open(files, Named.domain("reviews")).head().orElseThrow().tensors();
        assertThat(DigestingTensors.of(films)).isEqualTo(DigestingTensors.of(reviews));
        var own = space.open("films").head().orElseThrow().tensors();
        var other = space.open("reviews").head().orElseThrow().tensors();
        for (AdapterLayer layer : own.layers()) {
            float[] a = own.read(layer);
            float[] b = other.read(other.layer(layer.name()));
            float[] mean = films.read(films.layer(layer.name()));
            for (int i = 0; i < a.length; i++) {
                assertThat(mean[i]).isEqualTo((float) (((double) a[i] + b[i]) / 2));
            }
        }
        for (String others : List.of("duplicates", "nli")) {
            assertThatThrownBy(() -> space
                    .plan("{'select':{'members':['films','" + others + "']},'merge':{'heads':'mean'}}"))
                    .hasMessageContaining("labels").extracting("code").isEqualTo(ErrorCode.MIXTURE_REQUEST_INVALID);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "task-arithmetic", "ties", "dare-linear", "dare-ties", "della", "breadcrumbs", "slerp",
            "concat", "svd", "knots", "core-space", "tsv-m", "iso-c", "model-stock", "lora-lego" })
    void everyMethodMakesAnArtefactThatReadsBack(String method) throws IOException {
        String request = "{'select':{'members':['films','nli']},'prune':{'sparsity':0.2},'merge':{'method':'" + method
                + "','seed':3}}";

        MixtureOutcome outcome = mix(LORA.plan(request).recipe(), "first", 2);
        mix(LORA.plan(request).recipe(), "again", 1);

        assertThat(bytes("again")).containsExactlyEntriesOf(bytes("first"));
        assertThat(MixtureFiles.recipe(new LocalFiles(directory.resolve("first"))).id()).isEqualTo(outcome.id());
        if (method.equals("svd")) {
            assertThat(outcome.recipe().results().orElseThrow().path("merge").path("retainedEnergy").asDouble())
                    .isBetween(0.5, 1.0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "concat", "mean", "ties", "knots", "lora-lego" })
    void aRankIsKeptToAndWhatIsLostIsReported(String method) {
        String request = "{'select':{'members':['films','nli']},'merge':{'method':'" + method + "','rank':2}}";
        MixtureOutcome outcome = mix(LORA.plan(request).recipe(), "m", 2);

        LoraConfig config = (LoraConfig) MixtureFiles.body(new LocalFiles(directory.resolve("m"))).config();
        assertThat(config.ranks().values()).allMatch(rank -> rank == 2);
        if (!method.equals("lora-lego")) {
            JsonNode output = outcome.recipe().results().orElseThrow().path("merge").path("output");
            assertThat(output.path("discardedEnergy").asDouble()).isBetween(0.01, 0.9);
            assertThat(output.path("discardedEnergyByModule").size()).isEqualTo(config.ranks().size());
        }
        assertThat(LORA.plan(request).id()).isNotEqualTo(LORA.plan(request.replace("2}}", "3}}")).id());
        assertThat(LORA.plan(request).id()).isNotEqualTo(LORA.plan(request.replace(",'rank':2", "")).id());
    }

    /** A rank that nothing exceeds changes no byte of the body. */
    @Test
    void aRankThatIsEnoughChangesNothing() throws IOException {
        String request = "{'select':{'members':['films','nli']},'merge':{'method':'concat'}}";
        mix(LORA.plan(request).recipe(), "own", 1);
        mix(LORA.plan(request.replace("'concat'", "'concat','rank':64,'uniform':true")).recipe(), "asked", 1);

        SortedMap<String, String> own = bytes("own");
        SortedMap<String, String> asked = bytes("asked");
        own.remove("README.md");
        asked.remove("README.md");
        assertThat(asked).containsExactlyEntriesOf(own);
    }

    @Test
    void shapesAreForLora() {
        for (String shape : List.of("'rank':4", "'uniform':true")) {
            assertThatThrownBy(
                    () -> PFEIFFER.plan("{'select':{'members':['films','nli']},'merge':{" + shape + "}}"))
                    .hasMessageContaining("pfeiffer").extracting("code").isEqualTo(ErrorCode.MERGE_METHOD_UNSUITABLE);
        }
    }

    @Test
    void theModelCardSaysWhatWasMixedAndHowItIsLoaded() throws IOException {
        MixturePlan plan = LORA.plan("{'select':{'members':['films','nli']},'merge':{'method':'core-space','rank':2,"
                + "'weights':{'films':0.25,'nli':1.5}},'prune':{'sparsity':0.2}}");
        Path place = directory.resolve("m");
        new Mixer(1).mix(plan.recipe(), SampleSpace::open, new LocalSink(place), () -> new LocalFiles(place),
                domain -> domain.name().equals("nli") ? Optional.of(new Measured(41, 60)) : Optional.empty());

        String card = Files.readString(place.resolve("README.md"));
        assertThat(card).startsWith("---\nbase_model: \"shaker-sample/tiny-bert\"\nlibrary_name: peft\n")
                .contains("| nli | 1.5 | 41 of 60 | `" + LORA.plan("{'select':{'members':['nli']}}").recipe().members()
                        .getFirst().adapterId() + "` |")
                .contains("| films | 0.25 |  | `").contains("Weights are votes on each sign")
                .contains("| inner | `ties` |").contains("| rank | `2` |").contains("| discardedEnergy | `0.")
                .contains("| prune sparsity | `0.2` |").contains("| mixture | `" + plan.id() + "` |")
                .contains("| `recipe.json` | SHA-256 `" + Sha256.hex(Files.readAllBytes(place.resolve("recipe.json"))))
                .contains(
                        "AutoModelForSequenceClassification.from_pretrained(\"shaker-sample/tiny-bert\", num_labels=3)")
                .contains("PeftModel.from_pretrained(base, \"domains/nli\")");
        assertThat(MixtureFiles.recipe(new LocalFiles(place)).id()).isEqualTo(plan.id());
    }

    @Test
    void theCardOfAdapterHubsLayoutSaysWhereItsWeightsAre() throws IOException {
        mix(PFEIFFER.plan("{'select':{'members':['films','nli']}}").recipe(), "m", 1);

        assertThat(Files.readString(directory.resolve("m/README.md"))).contains("library_name: adapter-transformers")
                .contains("adapter = model.load_adapter(\"body\", with_head=False, use_safetensors=True)")
                .contains("model.load_head(\"heads/nli\", load_as=\"nli\", use_safetensors=True)");
    }

    /** PEFT has no head such as AdapterHub's for BERT by default, AdapterHub has one that computes what PEFT's does. */
    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void membersOfBothLibrariesMakeOneMixture(boolean pooled) {
        Adapter films = LORA.open("films");
        Path hub = directory.resolve("hub");
        AdapterConverter.toAdapterHub(LORA.open("nli"), new LocalSink(hub));
        Adapter nli = AdapterReader.open(new LocalFiles(hub));
        if (!pooled) {
            Head head = nli.head().orElseThrow();
            nli = new Adapter(nli.location(), nli.format(), nli.name(), nli.baseModelName(), nli.config(), nli.body(),
                    Optional.of(
                            new Head(new HeadConfig.Flexible(3, 1, NonLinearity.TANH, false, true), head.tensors())));
        }
        Adapter other = nli;
        Recipe recipe = LORA.plan("{'select':{'members':['films','nli']},'merge':{'method':'svd','rank':4}}").recipe();
        Path place = directory.resolve("m");
        new Mixer(1).mix(recipe, member -> member.domain().name().equals("films") ? films : other, new LocalSink(place),
                () -> new LocalFiles(place));

        LocalFiles files = new LocalFiles(place);
        AdapterFormat expected = pooled ? AdapterFormat.PEFT : AdapterFormat.ADAPTER_HUB;
        Adapter body = MixtureFiles.body(files);
        assertThat(body.format()).isEqualTo(expected);
        for (String domain : List.of("films", "nli")) {
            Adapter mixed = MixtureFiles.open(files, Named.domain(domain));
            assertThat(mixed.format()).isEqualTo(expected);
            assertThat(DigestingTensors.of(mixed.body())).isEqualTo(DigestingTensors.of(body.body()));
            assertThat(DigestingTensors.of(mixed.head().orElseThrow().tensors()).values())
                    .containsExactlyInAnyOrderElementsOf(DigestingTensors
                            .of((domain.equals("films") ? films : other).head().orElseThrow().tensors()).values());
        }
        mix(recipe, "peft alone", 1);
        assertThat(DigestingTensors.of(MixtureFiles.body(new LocalFiles(directory.resolve("peft alone"))).body()))
                .isEqualTo(DigestingTensors.of(body.body()));
    }

    @Test
    void whatNeitherLibraryCanHoldIsRefusedByName() {
        Adapter films = LORA.open("films");
        Path hub = directory.resolve("hub");
        AdapterConverter.toAdapterHub(LORA.open("nli"), new LocalSink(hub));
        Adapter opened = AdapterReader.open(new LocalFiles(hub));
        Adapter nli = new Adapter(opened.location(), opened.format(), opened.name(), opened.baseModelName(),
                opened.config(), opened.body(), Optional.of(new Head(
                        new HeadConfig.Flexible(3, 1, NonLinearity.TANH, false, true),
                        opened.head().orElseThrow().tensors())));
        Adapter saved = new Adapter(films.location(), films.format(), films.name(), films.baseModelName(),
                films.config(), films.body(), Optional.of(new Head(new HeadConfig.Saved(2, "TOKEN_CLS",
                        new TreeSet<>(List.of("classifier"))), films.head().orElseThrow().tensors())),
                films.source());
        Recipe recipe = LORA.plan("{'select':{'members':['films','nli']},'merge':{'method':'concat'}}").recipe();
        Path place = directory.resolve("m");

        assertThatThrownBy(
                () -> new Mixer(1).mix(recipe, member -> member.domain().name().equals("films") ? saved : nli,
                        new LocalSink(place), () -> new LocalFiles(place)))
                .hasMessageContaining("neither can hold the mixture")
                .hasMessageContaining("AdapterHub cannot hold them").extracting("code")
                .isEqualTo(ErrorCode.ADAPTER_NOT_COMPARABLE);
        assertThat(place.resolve("body")).doesNotExist();
    }

    @Test
    void weightsOfUnknownDomainsAreRefused() {
        assertThatThrownBy(() -> PFEIFFER.plan("{'select':{'members':['nli']},'merge':{'weights':{'nlii':2}}}"))
                .hasMessageContaining("nlii").extracting("code").isEqualTo(ErrorCode.DOMAIN_UNKNOWN);
    }

    @Test
    void whoeverWeightsOneMemberWeightsAll() {
        assertThatThrownBy(() -> PFEIFFER.plan("{'select':{'members':['nli','films']},'merge':{'weights':{'nli':2}}}"))
                .hasMessageContaining("films").hasMessageContaining("every member").extracting("code")
                .isEqualTo(ErrorCode.MIXTURE_REQUEST_INVALID);
        assertThatThrownBy(() -> PFEIFFER
                .plan("{'select':{'strategy':'greedy','size':2,'targets':['nli']},'merge':{'weights':{'nli':2}}}"))
                .hasMessageContaining("every member");
    }

    private MixtureOutcome mix(Recipe recipe, String name, int threads) {
        Path place = directory.resolve(name);
        return new Mixer(threads).mix(recipe, SampleSpace::open, new LocalSink(place), () -> new LocalFiles(place));
    }

    private SortedMap<String, String> bytes(String name) throws IOException {
        SortedMap<String, String> bytes = new TreeMap<>();
        LocalFiles files = new LocalFiles(directory.resolve(name));
        for (String file : files.files().keySet()) {
            if (!file.equals(MixtureFiles.RECIPE) || name.equals("first") || name.equals("again")) {
                bytes.put(file, Sha256.hex(files.open(file)));
            }
        }
        return bytes;
    }

    private static SampleSpace space(String method) {
        return method.equals("lora") ? LORA : PFEIFFER;
    }

    private static long elements(Adapter adapter) {
        return adapter.body().layers().stream().mapToLong(layer -> layer.shape().elements()).sum();
    }

    private static float[] naiveMean(SampleSpace space, MixturePlan plan, AdapterLayer layer) {
        List<float[]> values = plan.domains().stream().map(domain -> space.open(domain.name()))
                .map(adapter -> adapter.body().read(adapter.body().layer(layer.name()))).toList();
        float[] mean = new float[values.get(0).length];
        for (int i = 0; i < mean.length; i++) {
            double sum = 0;
            for (float[] v : values) {
                sum += v[i];
            }
            mean[i] = (float) (sum / values.size());
        }
        return mean;
    }

    private static void damage(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length - 2] ^= 1;
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
