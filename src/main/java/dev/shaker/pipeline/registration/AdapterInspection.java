package dev.shaker.pipeline.registration;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.AdapterScan;
import dev.shaker.adapter.AdapterStore;
import dev.shaker.adapter.BaseModelReference;
import dev.shaker.adapter.DataLocation;
import dev.shaker.adapter.FileSet;
import dev.shaker.adapter.Head;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.adapter.Prompt;
import dev.shaker.adapter.SpaceSignature;
import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.adapter.adapterhub.HeadLabels;
import dev.shaker.adapter.io.AdapterReader;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.evaluation.rows.RowFormat;
import dev.shaker.event.Envelope;
import dev.shaker.event.EvaluationRequested;
import dev.shaker.event.TrainCompleted;
import dev.shaker.fsd.UpdatePlanes;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.SpaceName;
import dev.shaker.pipeline.ObjectAt;
import dev.shaker.pipeline.ServedModels;
import dev.shaker.pipeline.SpaceLedger;
import dev.shaker.pipeline.SpaceLedger.SpaceState;
import dev.shaker.pipeline.VerifiedFiles;
import dev.shaker.tensor.Sha256;
import dev.shaker.tensor.SignPlanes;

/** Checks everything about an announced adapter that can be checked without the others, and reads it once. */
@ApplicationScoped
class AdapterInspection {
    private static final int DEFAULT_MAX_LENGTH = 128;

    private final AdapterStore store;
    private final VerifiedFiles verified;
    private final BaseModels baseModels;
    private final PlaneLibrary planes;
    private final SpaceLedger spaces;
    private final PlaneSettings settings;
    private final ServedModels served;

    AdapterInspection(AdapterStore store, VerifiedFiles verified, BaseModels baseModels, PlaneLibrary planes,
            SpaceLedger spaces, PlaneSettings settings, ServedModels served) {
        this.served = served;
        this.settings = settings;
        this.store = store;
        this.verified = verified;
        this.baseModels = baseModels;
        this.planes = planes;
        this.spaces = spaces;
    }

    /** @throws ShakerException with the code of the first thing that is wrong */
    Inspected inspect(Envelope<TrainCompleted> event) {
        TrainCompleted data = event.data();
        checkLabels(data.domain());
        FileSet files = store.open(data.adapter().location());
        Adapter adapter = AdapterReader.open(files);
        SortedMap<String, String> digests = verified.digests(files);
        verified.check(files.location(), data.adapter().files(), digests,
                "the event's digest and the object differ: announce the adapter again once its upload is complete");
        checkHead(adapter, data.domain());
        Prompt prompt = prompt(data.domain());
        SpaceName name = new SpaceName(data.space());
        DomainName domain = new DomainName(data.domain().name());
        Optional<SpaceState> known = spaces.find(name);
        BaseModels.Identified base = identify(adapter, data, known);
        BaseModelCheck.check(adapter, data.baseModel().name(), base, known);
        if (data.domain().test() != null && !outside(data.domain().test())) {
            EvaluationCheck.check(adapter, domain, base, store, prompt, served);
        }
        SpaceSignature signature = signature(adapter, base, known);
        // Most mistakes are told by the headers alone: before gigabytes are read for nothing.
        known.ifPresent(space -> check(domain, signature, space));
        RegistrationMemory.check(adapter, domain, signature, settings.registration());
        adapter.head().ifPresent(AdapterInspection::checkFinite);
        AdapterScan scan = AdapterScan.scan(adapter);
        String location = planes.store(scan.id(), scan.planes());
        SequencedMap<String, SignPlanes> update = adapter.config() instanceof LoraConfig lora
                ? UpdatePlanes.of(lora, adapter.body(), signature.sampled())
                : new LinkedHashMap<>();
        String updateLocation = update.isEmpty() ? null : planes.storeUpdate(scan.id(), signature.sampled(), update);
        TrainCompleted.TrainingRun run = data.trainingRun();
        Integer maxLength = data.domain().maxLength();
        return new Inspected(name, domain, adapter, scan.id(), signature, base.reference(), digests,
                data.domain().labels(), test(data.domain().test(), prompt), texts(data.domain().train()),
                maxLength == null ? DEFAULT_MAX_LENGTH : maxLength, scan.planes(), location, update, updateLocation,
                scan.parameters(),
                data.initSeed(), run == null ? null : run.id(), metrics(data), EventTime.of(event));
    }

    /** With the sample of the space: of a new one as the settings say. */
    private SpaceSignature signature(Adapter adapter, BaseModels.Identified base, Optional<SpaceState> known) {
        SpaceSignature own = SpaceSignature.of(adapter, base.reference().digest());
        return known.map(space -> own.sampledAs(SpaceSignature.parse(space.signature())))
                .orElseGet(() -> own.sampling(settings.sample(), settings.adapterElements()));
    }

    /** Whether its updates were drawn as the space draws them; a space that was made meanwhile may draw otherwise. */
    boolean isDrawnFor(Inspected inspected, Optional<SpaceState> space) {
        return space.isEmpty()
                || SpaceSignature.parse(space.get().signature()).sampled().equals(inspected.signature().sampled());
    }

    /** Under the digest by which the space or one of its adapters knows it. */
    private BaseModels.Identified identify(Adapter adapter, TrainCompleted data, Optional<SpaceState> space) {
        String revision = data.baseModel().revision();
        BaseModels.Identified base = baseModels.identify(data.baseModel(), adapter.baseModelName(),
                revision == null ? BaseModelCheck.revision(adapter) : revision);
        if (space.isPresent()) {
            base = base.knownBy(space.get().baseModel().digest());
            for (BaseModelReference other : spaces.bases(space.get().name())) {
                base = base.knownBy(other.digest());
            }
        }
        return base;
    }

    /** The space as it would be if this adapter were its first. */
    SpaceState spaceOf(Inspected inspected) {
        return new SpaceState(inspected.space(), inspected.adapter().method(), inspected.baseModel(),
                inspected.signature().json(), List.copyOf(inspected.planes().keySet()),
                inspected.planes().values().stream().map(SignPlanes::elements).toList(), 0);
    }

    /** @throws ShakerException {@code BASE_MODEL_MISMATCH}, {@code ADAPTER_NOT_COMPARABLE}, {@code TENSOR_SHAPE_MISMATCH} */
    void checkFits(Inspected inspected, SpaceState space) {
        check(inspected.domain(), inspected.signature(), space);
        BaseModelCheck.checkNeighbours(inspected, space, spaces.bases(space.name()));
    }

    private static void check(DomainName domain, SpaceSignature signature, SpaceState space) {
        SpaceSignature.parse(space.signature()).check(space.name(), signature, domain.name(),
                Basis.ofMembership(signature.method()));
    }

    private static void checkLabels(TrainCompleted.Domain domain) {
        List<String> labels = domain.labels();
        if (labels.isEmpty() && (domain.test() == null || outside(domain.test()))) {
            return;
        }
        if (labels.size() < 2) {
            throw new ShakerException(ErrorCode.DOMAIN_LABELS_INVALID, "domain '" + domain.name() + "' has "
                    + labels.size() + " label(s) " + labels
                    + ": classification needs at least two; list all of them in "
                    + "domain.labels, in the order of the head's outputs (a regression head, of one output, is not taken)")
                    .with("field", "domain.labels");
        }
        if (new HashSet<>(labels).size() != labels.size()) {
            throw new ShakerException(ErrorCode.DOMAIN_LABELS_INVALID,
                    "domain '" + domain.name() + "' names a label twice: " + labels).with("field", "domain.labels");
        }
    }

    /** What is not evaluated needs no head, and any that is there is kept as it is. */
    private static void checkHead(Adapter adapter, TrainCompleted.Domain domain) {
        List<String> labels = domain.labels();
        if (adapter.head().isEmpty() || labels.isEmpty()) {
            return;
        }
        int outputs = adapter.head().get().config().labels();
        if (outputs == 1) {
            throw new ShakerException(ErrorCode.HEAD_MISSING,
                    "the head of " + adapter.location() + " has one output: it"
                            + " is a regression head, and accuracies are of classification only; train domain '"
                            + domain.name()
                            + "' with a classification head of two labels or more, or publish it without"
                            + " labels and test split, to compare and mix it")
                    .with("field", "domain.labels");
        }
        if (outputs != 0 && outputs != labels.size()) {
            throw new ShakerException(ErrorCode.DOMAIN_LABELS_INVALID,
                    "domain '" + domain.name() + "' has " + labels.size() + " labels " + labels
                            + " but the head of " + adapter.location() + " has " + outputs
                            + " outputs: list one label for each output")
                    .with("field", "domain.labels");
        }
        HeadLabels.of(adapter).filter(own -> !own.equals(labels) && !HeadLabels.areNumbers(labels)).ifPresent(own -> {
            throw new ShakerException(ErrorCode.DOMAIN_LABELS_INVALID, "domain '" + domain.name() + "' has the labels "
                    + labels + " but the head of " + adapter.location() + " names its outputs " + own
                    + " (label2id): give the labels as the head has them, in its order, or correct label2id where that is"
                    + " wrong").with("field", "domain.labels").with("expected", own).with("found", labels);
        });
    }

    /** A head that computes no numbers would stop every mix and sweep of its space later. */
    private static void checkFinite(Head head) {
        for (AdapterLayer layer : head.tensors().layers()) {
            head.tensors().pieces(layer).forEach(values -> {
            });
        }
    }

    /** @throws ShakerException {@code EVENT_INVALID}, {@code DOMAIN_LABELS_INVALID} */
    private static @Nullable Prompt prompt(TrainCompleted.Domain domain) {
        TrainCompleted.Prompt announced = domain.prompt();
        if (announced == null) {
            return null;
        }
        List<String> words = announced.words().isEmpty() ? domain.labels() : announced.words();
        if (words.size() != domain.labels().size()) {
            throw new ShakerException(ErrorCode.DOMAIN_LABELS_INVALID, "domain '" + domain.name() + "' has "
                    + domain.labels().size() + " labels " + domain.labels() + " and " + words.size() + " words " + words
                    + " for them: give one for each label, in their order").with("field", "domain.prompt.words");
        }
        String delimiter = announced.delimiter() == null ? " " : announced.delimiter();
        return new Prompt(announced.template(), words.stream().map(delimiter::concat).toList());
    }

    private @Nullable DataLocation test(TrainCompleted.@Nullable Data announced, @Nullable Prompt prompt) {
        if (announced == null) {
            return null;
        }
        Integer badRows = announced.badRows();
        return split(announced.location(), announced.format(), badRows == null ? 0 : badRows, prompt,
                outside(announced));
    }

    private static boolean outside(TrainCompleted.Data test) {
        return EvaluationRequested.OUTSIDE.equals(test.evaluator());
    }

    private @Nullable DataLocation texts(TrainCompleted.@Nullable Texts announced) {
        return announced == null ? null : split(announced.location(), announced.format(), 0, null, false);
    }

    private DataLocation split(String location, @Nullable String announced, int badRows, @Nullable Prompt prompt,
            boolean outside) {
        String format = announced == null ? "tsv" : announced;
        // What no evaluation could read is known now.
        RowFormat.named(format);
        return new DataLocation(location, format, Sha256.hex(ObjectAt.open(store, location)), badRows, prompt,
                outside);
    }

    private static Map<String, String> metrics(TrainCompleted data) {
        Map<String, String> metrics = new TreeMap<>();
        data.metrics().forEach((name, value) -> metrics.put(name, value.toString()));
        return metrics;
    }
}
