package dev.shaker.adapter;

import java.util.List;
import java.util.Optional;

/** A domain's classification head: not part of the adapter, never averaged. */
public record Head(HeadConfig config, Tensors tensors) {
    /**
     * Words that the base model's own head predicts.
     *
     * @param saved what the domain saved beside its adapter, tables of embeddings: it stands in the place of the base model's
     */
    public static Head words(Prompt prompt, Optional<Head> saved) {
        return saved.map(head -> new Head(new HeadConfig.LabelWords(prompt), head.tensors()))
                .orElseGet(() -> words(prompt));
    }

    /** Words that the base model's own head predicts, and nothing saved. */
    public static Head words(Prompt prompt) {
        return new Head(new HeadConfig.LabelWords(prompt), new Tensors() {
            @Override
            public List<AdapterLayer> layers() {
                return List.of();
            }

            @Override
            public float[] read(AdapterLayer layer) {
                throw new IllegalArgumentException("no tensor '" + layer.name() + "'");
            }
        });
    }
}
