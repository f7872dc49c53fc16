package dev.shaker.adapter.io;

import java.util.List;
import java.util.Optional;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterFormat;
import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.FileSink;
import dev.shaker.adapter.Head;
import dev.shaker.adapter.HeadConfig;
import dev.shaker.adapter.NonLinearity;
import dev.shaker.adapter.Tensors;
import dev.shaker.adapter.adapterhub.AdapterHubConfigs;
import dev.shaker.adapter.format.AdapterFiles;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/** Converts a LoRA adapter and its head between the layouts of PEFT and AdapterHub; tensors and scale stay as they are. */
public final class AdapterConverter {
    private AdapterConverter() {
    }

    /**
     * Writes the adapter in AdapterHub's layout; a static head becomes the flexible head that computes the same.
     *
     * @throws ShakerException {@code ADAPTER_CONFIG_UNSUPPORTED} where AdapterHub cannot express the configuration
     */
    public static void toAdapterHub(Adapter adapter, FileSink sink) {
        AdapterWriter.writeAdapterHub(sink, AdapterWriter.Body.like(adapter, adapter.name(), adapter.body()::read));
        if (adapter.head().isPresent()) {
            AdapterWriter.writeHead(sink, adapter);
        }
    }

    /**
     * Writes the adapter in PEFT's layout.
     *
     * @throws ShakerException {@code ADAPTER_CONFIG_UNSUPPORTED} for bottlenecks, and for a flexible head that is none of
     *         transformers' sequence classifiers
     */
    public static void toPeft(Adapter adapter, FileSink sink) {
        Optional<Head> head = adapter.head().map(given -> staticHead(adapter, given));
        AdapterWriter.writePeft(sink, AdapterWriter.Body.like(adapter, adapter.name(), adapter.body()::read), head);
    }

    /**
     * The adapter as the other library would have stored it, with the head that computes the same there; itself where it has that layout.
     *
     * @throws ShakerException {@code ADAPTER_CONFIG_UNSUPPORTED} where that library has no such head
     */
    public static Adapter inLayout(AdapterFormat format, Adapter adapter) {
        if (adapter.format() == format) {
            return adapter;
        }
        AdapterHubConfigs.requireWholeModules(adapter.name(), adapter.config());
        Optional<Head> head = adapter.head().map(given -> format == AdapterFormat.PEFT
                ? staticHead(adapter, given)
                : flexibleHead(adapter, given));
        return new Adapter(adapter.location(), format, adapter.name(), adapter.baseModelName(), adapter.config(),
                adapter.body(), head);
    }

    private static Head flexibleHead(Adapter adapter, Head head) {
        return switch (head.config()) {
            case HeadConfig.BertStatic bert -> new Head(
                    new HeadConfig.Flexible(bert.labels(), 1, NonLinearity.TANH, true, true),
                    new RenamedTensors(head.tensors(), List.of("classifier.", "1.")));
            case HeadConfig.RobertaStatic roberta -> new Head(
                    new HeadConfig.Flexible(roberta.labels(), 2, NonLinearity.TANH, false, true),
                    new RenamedTensors(head.tensors(),
                            List.of("classifier.dense.", "1.", "classifier.out_proj.", "4.")));
            case HeadConfig.ElectraStatic electra -> new Head(
                    new HeadConfig.Flexible(electra.labels(), 2, NonLinearity.GELU, false, true),
                    new RenamedTensors(head.tensors(),
                            List.of("classifier.dense.", "1.", "classifier.out_proj.", "4.")));
            case HeadConfig.DistilBertStatic distilBert -> new Head(
                    new HeadConfig.Flexible(distilBert.labels(), 2, NonLinearity.RELU, false, true),
                    new RenamedTensors(head.tensors(), List.of("pre_classifier.", "1.", "classifier.", "4.")));
            case HeadConfig.Flexible _,HeadConfig.LabelWords _ -> head;
            case HeadConfig.Saved saved -> throw new ShakerException(ErrorCode.ADAPTER_CONFIG_UNSUPPORTED, "adapter '"
                    + adapter.location() + "': the saved modules " + saved.modules()
                    + " are no sequence classifier, so AdapterHub cannot hold them");
        };
    }

    private static Head staticHead(Adapter adapter, Head head) {
        if (!(head.config() instanceof HeadConfig.Flexible flexible)) {
            return head;
        }
        boolean roberta = AdapterFiles.architecture(adapter).equals("roberta.");
        boolean electra = AdapterFiles.architecture(adapter).equals("electra.");
        if (!roberta && !electra && flexible.layers() == 1 && flexible.usePooler() && flexible.bias()) {
            return new Head(new HeadConfig.BertStatic(flexible.labels()),
                    new RenamedTensors(head.tensors(), List.of("1.", "classifier.")));
        }
        if (roberta && flexible.layers() == 2 && !flexible.usePooler() && flexible.bias()
                && flexible.activation() == NonLinearity.TANH) {
            return new Head(new HeadConfig.RobertaStatic(flexible.labels()), new RenamedTensors(head.tensors(),
                    List.of("1.", "classifier.dense.", "4.", "classifier.out_proj.")));
        }
        if (electra && flexible.layers() == 2 && !flexible.usePooler() && flexible.bias()
                && flexible.activation() == NonLinearity.GELU) {
            return new Head(new HeadConfig.ElectraStatic(flexible.labels()), new RenamedTensors(head.tensors(),
                    List.of("1.", "classifier.dense.", "4.", "classifier.out_proj.")));
        }
        throw new ShakerException(ErrorCode.ADAPTER_CONFIG_UNSUPPORTED, "adapter '" + adapter.location()
                + "': its head "
                + flexible
                + " is no sequence classifier of transformers, so PEFT cannot hold it; convert it without the head");
    }

    /** Tensors under other names. */
    private record RenamedTensors(Tensors tensors, List<String> prefixes) implements Tensors {
        @Override
        public List<AdapterLayer> layers() {
            return tensors.layers().stream().map(this::renamed).toList();
        }

        @Override
        public float[] read(AdapterLayer layer) {
            return tensors
                    .read(tensors.layers().stream().filter(l -> l.storedName().equals(layer.storedName())).findFirst()
                            .orElseThrow());
        }

        private AdapterLayer renamed(AdapterLayer layer) {
            for (int i = 0; i < prefixes.size(); i += 2) {
                if (layer.name().startsWith(prefixes.get(i))) {
                    return new AdapterLayer(prefixes.get(i + 1) + layer.name().substring(prefixes.get(i).length()),
                            layer.shape(), layer.storedName());
                }
            }
            return layer;
        }
    }
}
