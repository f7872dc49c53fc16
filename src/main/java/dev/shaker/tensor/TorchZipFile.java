package dev.shaker.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.shaker.error.ErrorCode;

/**
 * A torch file since 1.6: a ZIP archive with {@code data.pkl}, {@code data/N} and {@code byteorder}. The pickle is interpreted
 * with an allow-list ({@link Pickle}); tensors may be views of a storage with offset and strides.
 */
public final class TorchZipFile implements TensorFile {
    private static final int MAX_PICKLE = 64 << 20;

    private final ByteSource source;
    private final ZipDirectory directory;
    private final String root;
    private final Map<String, View> views = new LinkedHashMap<>();
    private final List<TensorInfo> tensors = new ArrayList<>();

    /** A tensor, checked against its storage. {@code span} is the number of storage elements from its first to its last. */
    private record View(TensorInfo info, Pickle.Tensor tensor, ZipDirectory.Entry entry, int span) {
        boolean isContiguous() {
            long expected = 1;
            for (int axis = info.shape().rank() - 1; axis >= 0; axis--) {
                if (info.shape().dimension(axis) != 1 && tensor.strides().get(axis) != expected) {
                    return false;
                }
                expected *= info.shape().dimension(axis);
            }
            return true;
        }
    }

    private TorchZipFile(ByteSource source, ZipDirectory directory, String root) {
        this.source = source;
        this.directory = directory;
        this.root = root;
    }

    /**
     * Reads directory and pickle.
     *
     * @throws dev.shaker.error.ShakerException {@code TENSOR_FILE_TRUNCATED}, {@code TENSOR_FILE_MALFORMED},
     *         {@code PICKLE_GLOBAL_FORBIDDEN}, {@code TENSOR_OFFSETS_INVALID} where a tensor passes its storage
     */
    public static TorchZipFile open(ByteSource source) {
        ZipDirectory directory = ZipDirectory.read(source);
        List<String> pickles = directory.entries().keySet().stream()
                .filter(name -> name.endsWith("/data.pkl") && name.indexOf('/') == name.length() - 9).toList();
        if (pickles.size() != 1) {
            throw TensorErrors.malformed(source.name(),
                    "is a ZIP archive without data.pkl, no torch file; save the tensors with torch.save or as safetensors");
        }
        String root = pickles.getFirst().substring(0, pickles.getFirst().length() - "data.pkl".length());
        var file = new TorchZipFile(source, directory, root);
        file.checkKind();
        ByteBuffer pickle = file.entry("data.pkl", MAX_PICKLE);
        Pickle.readStateDict(source.name(), pickle).forEach(file::add);
        return file;
    }

    @Override
    public String source() {
        return source.name();
    }

    @Override
    public List<TensorInfo> tensors() {
        return List.copyOf(tensors);
    }

    @Override
    public Map<String, String> metadata() {
        return Map.of();
    }

    @Override
    public Optional<TensorInfo> find(String name) {
        return Optional.ofNullable(views.get(name)).map(View::info);
    }

    @Override
    public float[] read(String name) {
        View view = view(name);
        TensorInfo info = view.info();
        if (!info.type().isFloating()) {
            throw TensorErrors.notFloating(source(), info);
        }
        float[] values = new float[(int) info.shape().elements()];
        if (values.length > 0) {
            FloatConversion.convert(info.type(), readRaw(name), values, 0, values.length);
        }
        return values;
    }

    @Override
    public ByteBuffer readRaw(String name) {
        View view = view(name);
        int width = view.info().type().bytes();
        if (view.span() == 0) {
            return ByteBuffer.allocate(0).order(ByteOrder.LITTLE_ENDIAN);
        }
        long start = directory.dataOffset(view.entry()) + view.tensor().offset() * width;
        ByteBuffer stored = source.read(start, view.span() * width);
        return view.isContiguous() ? stored : gather(view, stored);
    }

    /** Copies a strided view into row-major order, the last axis innermost. */
    private static ByteBuffer gather(View view, ByteBuffer stored) {
        int width = view.info().type().bytes();
        int rank = view.info().shape().rank();
        int elements = (int) view.info().shape().elements();
        byte[] target = new byte[elements * width];
        int[] index = new int[rank];
        long position = 0;
        for (int i = 0; i < elements; i++) {
            stored.get((int) position * width, target, i * width, width);
            for (int axis = rank - 1; axis >= 0; axis--) {
                position += view.tensor().strides().get(axis);
                if (++index[axis] < view.info().shape().dimension(axis)) {
                    break;
                }
                position -= view.tensor().strides().get(axis) * index[axis];
                index[axis] = 0;
            }
        }
        return ByteBuffer.wrap(target).order(ByteOrder.LITTLE_ENDIAN);
    }

    private View view(String name) {
        View view = views.get(name);
        if (view == null) {
            throw TensorErrors.missing(source(), name);
        }
        return view;
    }

    private void checkKind() {
        if (directory.entries().containsKey(root + "constants.pkl")) {
            throw TensorErrors.malformed(source(), "is a TorchScript archive; save the adapter's state dict instead");
        }
        if (directory.entries().containsKey(root + "byteorder")) {
            String order = StandardCharsets.US_ASCII.decode(entry("byteorder", 64)).toString().strip();
            if (!order.equals("little")) {
                throw TensorErrors.malformed(source(),
                        "has the byte order '" + order + "', only little is read; save it on a little-endian machine");
            }
        }
    }

    private ByteBuffer entry(String name, int limit) {
        var entry = directory.entries().get(root + name);
        if (entry == null) {
            throw TensorErrors.damaged(source(), "the archive has no entry '" + root + name + "'");
        }
        if (entry.size() > limit) {
            throw TensorErrors.damaged(source(),
                    "entry '" + name + "' has " + entry.size() + " bytes, at most " + limit + " are read");
        }
        return source.read(directory.dataOffset(entry), (int) entry.size());
    }

    private void add(String name, Pickle.Tensor tensor) {
        var storage = tensor.storage();
        var entry = directory.entries().get(root + "data/" + storage.key());
        int width = storage.type().bytes();
        if (entry == null || storage.elements() < 0 || storage.elements() > entry.size() / width) {
            throw TensorErrors.tensor(ErrorCode.TENSOR_FILE_TRUNCATED, source(), name,
                    "needs " + storage.elements() + " elements in entry 'data/" + storage.key() + "', which "
                            + (entry == null ? "is missing" : "has " + entry.size() / width) + "; copy the file again");
        }
        List<Integer> dimensions = new ArrayList<>();
        boolean empty = tensor.shape().contains(0L);
        long elements = empty ? 0 : 1;
        long last = tensor.offset();
        boolean inside = tensor.offset() >= 0 && tensor.shape().size() == tensor.strides().size();
        for (int axis = 0; inside && axis < tensor.shape().size(); axis++) {
            long extent = tensor.shape().get(axis);
            long stride = tensor.strides().get(axis);
            inside = extent >= 0 && extent <= Integer.MAX_VALUE && stride >= 0 && stride <= Integer.MAX_VALUE;
            dimensions.add((int) extent);
            if (inside && !empty) {
                // An expanded tensor would be larger than its storage: a few bytes could ask for any amount of memory.
                inside = extent <= storage.elements() / elements;
                elements *= extent;
                last += (extent - 1) * stride;
                inside &= last < storage.elements();
            }
        }
        if (!inside || (!empty && last >= storage.elements())) {
            throw TensorErrors.tensor(ErrorCode.TENSOR_OFFSETS_INVALID, source(), name,
                    "has shape " + tensor.shape() + ", strides " + tensor.strides() + " and offset " + tensor.offset()
                            + ", its storage has " + storage.elements() + " elements; save a contiguous copy");
        }
        var info = new TensorInfo(name, storage.type(), new TensorShape(dimensions));
        long span = empty ? 0 : last - tensor.offset() + 1;
        if (span * width > Integer.MAX_VALUE - 64) {
            throw TensorErrors.tensor(ErrorCode.TENSOR_FILE_MALFORMED, source(), name,
                    "spans more than 2 GiB; split the tensor");
        }
        views.put(name, new View(info, tensor, entry, (int) span));
        tensors.add(info);
    }
}
