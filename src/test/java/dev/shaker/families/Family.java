package dev.shaker.families;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.Tensors;
import dev.shaker.adapter.io.AdapterReader;
import dev.shaker.error.ErrorCode;
import dev.shaker.tensor.JsonText;
import dev.shaker.tensor.TensorType;

/** Adapters of many families as a library wrote them, and what it computes of them. */
enum Family {
    /** src/test/python/families.py. */
    PEFT("families"),
    /** src/test/python/hub_families.py. */
    ADAPTER_HUB("hub-families");

    private final Path fixtures;

    Family(String directory) {
        this.fixtures = Path.of("src/test/resources", directory);
    }

    Path fixtures() {
        return fixtures;
    }

    List<String> names() {
        return json("expected.json").propertyStream().map(Map.Entry::getKey).toList();
    }

    JsonNode expected(String name) {
        return json("expected.json").get(name);
    }

    JsonNode json(String file) {
        try {
            return JsonText.parse(ErrorCode.INTERNAL, file, Files.readAllBytes(fixtures.resolve(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Adapter open(String name) {
        return AdapterReader.open(new LocalFiles(fixtures.resolve(name)));
    }

    /** An adapter of the same shape with other values: twice the update. */
    static Adapter doubled(Adapter adapter) {
        return new Adapter(adapter.location(), adapter.format(), adapter.name(), adapter.baseModelName(),
                adapter.config(), new Doubled(adapter.body()), adapter.head(), adapter.source());
    }

    private record Doubled(Tensors source) implements Tensors {
        @Override
        public List<AdapterLayer> layers() {
            return source.layers();
        }

        @Override
        public TensorType type(AdapterLayer layer) {
            return source.type(layer);
        }

        @Override
        public float[] read(AdapterLayer layer) {
            float[] values = source.read(layer);
            if (!layer.name().endsWith(".lora_A") && !layer.name().startsWith("vera_")) {
                for (int i = 0; i < values.length; i++) {
                    values[i] *= 2;
                }
            }
            return values;
        }
    }
}
