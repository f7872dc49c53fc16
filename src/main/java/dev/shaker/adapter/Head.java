package dev.shaker.adapter;

import java.util.List;

/** A domain's classification head: not part of the adapter, never averaged. */
public record Head(HeadConfig config, Tensors tensors) {
    /** Words that the base model's own head predicts. */
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
