package dev.shaker.adapter.format;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;

import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.Tensors;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.FiniteCheck;
import dev.shaker.tensor.TensorFile;
import dev.shaker.tensor.TensorType;

/** Tensors of an opened file under normalised names. */
public final class FileTensors implements Tensors {
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
        return checked(layer, file.read(layer.storedName()), 0);
    }

    @Override
    public Iterable<float[]> pieces(AdapterLayer layer) {
        Iterable<float[]> pieces = file.readPieces(layer.storedName());
        return () -> new Iterator<>() {
            private final Iterator<float[]> rest = pieces.iterator();
            private long from;

            @Override
            public boolean hasNext() {
                return rest.hasNext();
            }

            @Override
            public float[] next() {
                float[] values = checked(layer, rest.next(), from);
                from += values.length;
                return values;
            }
        };
    }

    /** The tensor as it is stored, in its own type. */
    public Iterable<ByteBuffer> rawPieces(AdapterLayer layer) {
        return file.readRawPieces(layer.storedName());
    }

    /** @param from index of the first of these values in the tensor */
    private float[] checked(AdapterLayer layer, float[] values, long from) {
        int index = FiniteCheck.firstNotFinite(values);
        if (index >= 0) {
            throw new ShakerException(ErrorCode.TENSOR_NOT_FINITE,
                    "file '" + file.source() + "': tensor '" + layer.storedName() + "' has the value " + values[index]
                            + " at index " + (from + index) + "; train the adapter again")
                    .with("file", file.source()).with("tensor", layer.storedName()).with("index", from + index);
        }
        return values;
    }

    @Override
    public TensorType type(AdapterLayer layer) {
        return file.find(layer.storedName()).orElseThrow().type();
    }
}
