package dev.shaker.adapter;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.FiniteCheck;
import dev.shaker.tensor.TensorFile;
import dev.shaker.tensor.TensorType;

/** Tensors of an opened file under normalised names. */
final class FileTensors implements Tensors {
    private final TensorFile file;
    private final List<AdapterLayer> layers;

    FileTensors(TensorFile file, Collection<AdapterLayer> layers) {
        this.file = file;
        this.layers = layers.stream().sorted(Comparator.comparing(AdapterLayer::name)).toList();
    }

    @Override
    public List<AdapterLayer> layers() {
        return layers;
    }

    @Override
    public float[] read(AdapterLayer layer) {
        float[] values = file.read(layer.storedName());
        int index = FiniteCheck.firstNotFinite(values);
        if (index >= 0) {
            throw new ShakerException(ErrorCode.TENSOR_NOT_FINITE,
                    "file '" + file.source() + "': tensor '" + layer.storedName() + "' has the value " + values[index]
                            + " at index " + index + "; train the adapter again")
                    .with("file", file.source()).with("tensor", layer.storedName()).with("index", index);
        }
        return values;
    }

    /** The tensor as it is stored, in its own type. */
    ByteBuffer readRaw(AdapterLayer layer) {
        return file.readRaw(layer.storedName());
    }

    TensorType type(AdapterLayer layer) {
        return file.find(layer.storedName()).orElseThrow().type();
    }
}
