package dev.shaker.adapter.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterConfig;
import dev.shaker.adapter.AdapterFormat;
import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.AdapterSource;
import dev.shaker.adapter.BottleneckConfig;
import dev.shaker.adapter.FileSink;
import dev.shaker.adapter.Head;
import dev.shaker.adapter.TensorSetConfig;
import dev.shaker.adapter.adapterhub.AdapterHubConfigs;
import dev.shaker.adapter.adapterhub.AdapterHubHeadReader;
import dev.shaker.adapter.format.AdapterFiles;
import dev.shaker.adapter.format.FileTensors;
import dev.shaker.adapter.peft.PeftConfigs;
import dev.shaker.adapter.peft.PeftNames;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.JsonText;
import dev.shaker.tensor.Narrowing;
import dev.shaker.tensor.SafetensorsWriter;
import dev.shaker.tensor.TensorInfo;
import dev.shaker.tensor.TensorShape;
import dev.shaker.tensor.TensorType;

/**
 * Writes adapters in the layout of PEFT or AdapterHub, tensor by tensor, as safetensors. What is kept with a domain is copied with
 * its stored bytes. Equal input makes equal bytes.
 */
public final class AdapterWriter {
    private AdapterWriter() {
    }

    /**
     * What is written: a template whose format, base model and other fields are kept, and what replaces its body.
     *
     * @param template a member of the mixture
     * @param name the new adapter's name
     * @param config the new body's configuration
     * @param layers the new body's tensors, by normalised name and shape; stored names are not used
     * @param values row-major float32 values by layer; called once each and not held
     * @param type what they are stored as
     */
    public record Body(Adapter template, String name, AdapterConfig config, List<AdapterLayer> layers,
            Function<AdapterLayer, float[]> values, TensorType type) {
        /** A body in float32. */
        public Body(Adapter template, String name, AdapterConfig config, List<AdapterLayer> layers,
                Function<AdapterLayer, float[]> values) {
            this(template, name, config, layers, values, TensorType.F32);
        }

        /** A body of the template's own configuration and shapes. */
        public static Body like(Adapter template, String name, Function<AdapterLayer, float[]> values) {
            return new Body(template, name, template.config(), template.body().layers(), values);
        }

        public Body {
            layers = List.copyOf(layers);
            if (name.isEmpty() || name.indexOf('.') >= 0) {
                throw new IllegalArgumentException("no name for an adapter: '" + name + "'");
            }
        }
    }

    /** @throws ShakerException {@code ADAPTER_CONFIG_UNSUPPORTED} where AdapterHub cannot express that configuration */
    public static void requireAdapterHub(Adapter template, String name, AdapterConfig config) {
        AdapterHubConfigs.body(template, name, config);
    }

    /**
     * Writes {@code adapter_config.json} and {@code adapter.safetensors} as AdapterHub has them.
     *
     * @throws ShakerException {@code ADAPTER_CONFIG_UNSUPPORTED} where AdapterHub cannot express the LoRA configuration
     */
    public static void writeAdapterHub(FileSink sink, Body body) {
        ObjectNode config = AdapterHubConfigs.body(body.template(), body.name(), body.config());
        String architecture = AdapterFiles.architecture(body.template());
        Map<String, Content> tensors = new TreeMap<>();
        for (AdapterLayer layer : AdapterHubConfigs.inStoredOrder(body.layers())) {
            tensors.merge(architecture + AdapterHubConfigs.storedName(layer.name(), body.name()), content(body, layer),
                    Content::above);
        }
        writeTensors(sink, "adapter.safetensors", Map.of(), tensors);
        writeJson(sink, AdapterFiles.CONFIG, config);
    }

    /**
     * Writes {@code adapter_config.json} and {@code adapter_model.safetensors} as PEFT has them; the head, which PEFT keeps among
     * the adapter's tensors, is copied with its stored bytes.
     *
     * @throws ShakerException {@code ADAPTER_CONFIG_UNSUPPORTED} for bottlenecks, which PEFT does not know, and for other methods of
     *         AdapterHub
     */
    public static void writePeft(FileSink sink, Body body, Optional<Head> head) {
        if (body.config() instanceof BottleneckConfig || body.config() instanceof TensorSetConfig
                && body.template().format() == AdapterFormat.ADAPTER_HUB) {
            throw new ShakerException(ErrorCode.ADAPTER_CONFIG_UNSUPPORTED,
                    "adapter '" + body.name() + "': PEFT has no "
                            + body.config().method().wire() + " adapters; write it as AdapterHub's");
        }
        AdapterHubConfigs.requireWholeModules(body.name(), body.config());
        var names = new PeftNames(body.template(), body.config());
        Map<String, Content> tensors = new TreeMap<>();
        for (AdapterLayer layer : body.layers()) {
            tensors.put(names.ofBody(layer), content(body, layer).as(names.shapeOf(layer)));
        }
        head.ifPresent(present -> {
            for (AdapterLayer layer : present.tensors().layers()) {
                tensors.put(names.ofSaved(layer), content(present, layer));
            }
        });
        writeTensors(sink, "adapter_model.safetensors", Map.of("format", "pt"), tensors);
        writeJson(sink, AdapterFiles.CONFIG, PeftConfigs.body(body.template(), body.config(), head.isPresent()));
    }

    /**
     * Writes AdapterHub's {@code head_config.json} and {@code model_head.safetensors}: the member's own head under its own name,
     * every byte of its tensors as stored.
     */
    public static void writeHead(FileSink sink, Adapter member) {
        Head head = member.head().orElseThrow(() -> new ShakerException(ErrorCode.HEAD_MISSING,
                "adapter '" + member.location() + "' has no head; store one beside it"));
        String text = member.source().map(AdapterSource::headConfig).orElse("");
        ObjectNode config = text.isEmpty()
                ? AdapterHubConfigs.head(member, head)
                : AdapterFiles.parse(text);
        Map<String, Content> tensors = new TreeMap<>();
        for (AdapterLayer layer : head.tensors().layers()) {
            tensors.put(text.isEmpty()
                    ? AdapterHubConfigs.headName(layer.name(), head.config(), member.name())
                    : layer.storedName(), content(head, layer));
        }
        writeTensors(sink, AdapterHubHeadReader.WEIGHTS, Map.of(), tensors);
        writeJson(sink, AdapterHubHeadReader.CONFIG, config);
    }

    /** A tensor's type and shape, and its bytes when they are asked for. */
    private record Content(TensorType type, AdapterLayer layer, Supplier<Iterable<ByteBuffer>> bytes) {
        /** The same values in another shape. */
        Content as(TensorShape shape) {
            return new Content(type, new AdapterLayer(layer.name(), shape, layer.storedName()), bytes);
        }

        /** The rows of another below these: parts that are stored as one. */
        Content above(Content below) {
            TensorShape rows = TensorShape.of(layer.shape().dimension(0) + below.layer.shape().dimension(0),
                    layer.shape().dimension(1));
            return new Content(type, new AdapterLayer(layer.name(), rows, layer.storedName()), () -> {
                List<ByteBuffer> all = new ArrayList<>();
                bytes.get().forEach(all::add);
                below.bytes.get().forEach(all::add);
                return all;
            });
        }
    }

    private static Content content(Body body, AdapterLayer layer) {
        return new Content(body.type(), layer, () -> List.of(Narrowing.bytes(body.type(), body.values().apply(layer))));
    }

    private static Content content(Head head, AdapterLayer layer) {
        return head.tensors() instanceof FileTensors stored
                ? new Content(stored.type(layer), layer, () -> stored.rawPieces(layer))
                : new Content(TensorType.F32, layer,
                        () -> List.of(Narrowing.bytes(TensorType.F32, head.tensors().read(layer))));
    }

    private static void writeTensors(FileSink sink, String file, Map<String, String> metadata,
            Map<String, Content> tensors) {
        SortedMap<String, Content> byName = new TreeMap<>(tensors);
        // Wide types first, as the library sorts them: then every tensor is aligned.
        List<TensorInfo> infos = byName.entrySet().stream()
                .map(e -> new TensorInfo(e.getKey(), e.getValue().type(), e.getValue().layer().shape()))
                .sorted(Comparator.comparingInt((TensorInfo info) -> -info.type().bytes())
                        .thenComparing(TensorInfo::name))
                .toList();
        write(sink, file, out -> SafetensorsWriter.writeRaw(out, infos, metadata, info -> {
            Content content = byName.get(info.name());
            if (content == null) {
                throw new IllegalStateException("no tensor '" + info.name() + "'");
            }
            return content.bytes().get();
        }));
    }

    private static void writeJson(FileSink sink, String file, ObjectNode json) {
        byte[] text = (new String(JsonText.pretty(json), StandardCharsets.UTF_8) + "\n")
                .getBytes(StandardCharsets.UTF_8);
        write(sink, file, out -> out.write(text));
    }

    private interface Writing {
        void to(OutputStream out) throws IOException;
    }

    private static void write(FileSink sink, String file, Writing writing) {
        try (OutputStream out = sink.create(file)) {
            writing.to(out);
        } catch (IOException e) {
            throw new ShakerException(ErrorCode.STORE_UNAVAILABLE,
                    "file '" + file + "' cannot be written to '" + sink.location() + "': " + e, e).with("file", file);
        }
    }
}
