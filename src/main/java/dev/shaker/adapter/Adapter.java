package dev.shaker.adapter;

import java.util.Optional;

/**
 * An opened adapter directory: configuration and headers are read and checked, tensors are read one by one on demand.
 *
 * @param location where it was opened, for errors: a path or {@code s3://bucket/prefix/}
 * @param format the library whose layout it has
 * @param name the adapter's own name in its files, or the last part of the location
 * @param baseModelName the base model that its configuration names, empty where it names none
 * @param config method and hyper-shape
 * @param body the adapter's tensors
 * @param head the classification head stored beside it
 * @param source the configuration files as they stand, empty for an adapter that was never stored
 */
public record Adapter(String location, AdapterFormat format, String name, String baseModelName, AdapterConfig config,
        Tensors body, Optional<Head> head, Optional<AdapterSource> source) {
    /** An adapter that was never stored. */
    public Adapter(String location, AdapterFormat format, String name, String baseModelName, AdapterConfig config,
            Tensors body, Optional<Head> head) {
        this(location, format, name, baseModelName, config, body, head, Optional.empty());
    }

    public AdapterMethod method() {
        return config.method();
    }
}
