package dev.shaker.tensor;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/**
 * Reads the pickle of a torch state dict: data opcodes, and the few globals that rebuild tensors. Every other global is refused
 * by name before anything is done with it; nothing is ever looked up or called by a name from the file.
 *
 * <p>
 * Memory stays in proportion to the pickle's length, because no opcode copies what is on the stack or in the memo, and below a
 * bound, because the number of objects has one: a byte can ask for an object of a hundred.
 */
final class Pickle {
    private static final Map<String, TensorType> STORAGES = Map.of("FloatStorage", TensorType.F32, "HalfStorage",
            TensorType.F16, "BFloat16Storage", TensorType.BF16, "DoubleStorage", TensorType.F64, "LongStorage",
            TensorType.I64, "IntStorage", TensorType.I32, "ShortStorage", TensorType.I16, "CharStorage", TensorType.I8,
            "ByteStorage", TensorType.U8, "BoolStorage", TensorType.BOOL);

    /** What an allow-listed global stands for. */
    private enum Function {
        ORDERED_DICT, REBUILD_TENSOR, REBUILD_PARAMETER
    }

    /** One entry {@code data/{key}} of the archive. */
    record Storage(TensorType type, String key, long elements) {}

    /** A view of a storage: offset and strides in elements. */
    record Tensor(Storage storage, long offset, List<Long> shape, List<Long> strides) {}

    /** A state dict needs about 25 objects a tensor. */
    private static final int MAX_OBJECTS = 2_000_000;

    private static final Object MARK = new Object();
    private static final Object NONE = new Object();

    private final String file;
    private final ByteBuffer in;
    private final ArrayList<Object> stack = new ArrayList<>();
    private final Map<Integer, Object> memo = new HashMap<>();
    private int objects;

    private Pickle(String file, ByteBuffer in) {
        this.file = file;
        this.in = in;
    }

    /**
     * The state dict: tensors by name in the pickle's order.
     *
     * @param in the pickle, little-endian
     */
    static Map<String, Tensor> readStateDict(String file, ByteBuffer in) {
        Object value;
        try {
            value = new Pickle(file, in).run();
        } catch (BufferUnderflowException | IndexOutOfBoundsException | ClassCastException e) {
            throw TensorErrors.damaged(file, "data.pkl is no valid pickle of tensors", e);
        }
        if (!(value instanceof Map<?, ?> dict)) {
            throw TensorErrors.malformed(file,
                    "data.pkl holds no dictionary of tensors; save the state dict alone: torch.save(model.state_dict(), path)");
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (var entry : dict.entrySet()) {
            if (!(entry.getKey() instanceof String name) || !(entry.getValue() instanceof Tensor tensor)) {
                throw TensorErrors.malformed(file, "data.pkl: '" + entry.getKey()
                        + "' is no tensor; save a plain state dict, names to tensors");
            }
            tensors.put(name, tensor);
        }
        return tensors;
    }

    private Object run() {
        while (true) {
            int opcode = in.get() & 0xff;
            switch (opcode) {
                case 0x80 -> in.get();
                case 0x95 -> in.getLong();
                case '.' -> {
                    return pop();
                }
                case '(' -> push(MARK);
                case 'N' -> push(NONE);
                case 0x88 -> push(true);
                case 0x89 -> push(false);
                case 'K' -> push((long) (in.get() & 0xff));
                case 'M' -> push((long) (in.getShort() & 0xffff));
                case 'J' -> push((long) in.getInt());
                case 0x8a -> push(longNumber(in.get() & 0xff));
                case 'G' -> push(Double.longBitsToDouble(Long.reverseBytes(in.getLong())));
                case 'X' -> push(text(in.getInt()));
                case 0x8c -> push(text(in.get() & 0xff));
                case 0x8d -> push(text(Math.toIntExact(Math.min(in.getLong(), Integer.MAX_VALUE))));
                case 'U' -> push(text(in.get() & 0xff));
                case '}' -> push(new LinkedHashMap<Object, Object>());
                case ']' -> push(new ArrayList<Object>());
                case ')' -> push(List.of());
                case 't' -> push(popToMark());
                case 0x85 -> push(tuple(1));
                case 0x86 -> push(tuple(2));
                case 0x87 -> push(tuple(3));
                case 'a' -> {
                    Object item = pop();
                    list(top()).add(item);
                }
                case 'e' -> {
                    List<Object> items = popToMark();
                    list(top()).addAll(items);
                }
                case 's' -> {
                    Object value = pop();
                    Object key = pop();
                    put(dictionary(top()), key, value);
                }
                case 'u' -> {
                    List<Object> items = popToMark();
                    Map<Object, Object> dict = dictionary(top());
                    for (int i = 0; i < items.size(); i += 2) {
                        put(dict, items.get(i), items.get(i + 1));
                    }
                }
                case 'q' -> remember(in.get() & 0xff);
                case 'r' -> remember(in.getInt());
                case 0x94 -> remember(memo.size());
                case 'h' -> push(remembered(in.get() & 0xff));
                case 'j' -> push(remembered(in.getInt()));
                case 'c' -> push(global(line(), line()));
                case 0x93 -> {
                    Object name = pop();
                    Object module = pop();
                    push(global((String) module, (String) name));
                }
                case 'Q' -> push(storage(pop()));
                case 'R' -> {
                    Object arguments = pop();
                    push(call(pop(), list(arguments)));
                }
                // The state of an OrderedDict holds only module versions.
                case 'b' -> {
                    pop();
                    dictionary(top());
                }
                default -> throw TensorErrors.malformed(file,
                        "data.pkl has the opcode 0x" + Integer.toHexString(opcode) + " at byte " + (in.position() - 1)
                                + ", which no state dict needs; save the tensors with torch.save or as safetensors");
            }
        }
    }

    private Object global(String module, String name) {
        String global = module + "." + name;
        return switch (global) {
            case "collections.OrderedDict" -> Function.ORDERED_DICT;
            case "torch._utils._rebuild_tensor_v2" -> Function.REBUILD_TENSOR;
            case "torch._utils._rebuild_parameter" -> Function.REBUILD_PARAMETER;
            default -> {
                TensorType type = module.equals("torch") ? STORAGES.get(name) : null;
                if (type == null) {
                    throw new ShakerException(ErrorCode.PICKLE_GLOBAL_FORBIDDEN,
                            "file '" + file + "': the pickle asks for '" + global
                                    + "', which is not allowed: loading it would run that, so do not load it; save plain"
                                    + " tensors where they come from, best as safetensors")
                            .with("file", file).with("global", global);
                }
                yield type;
            }
        };
    }

    private Object call(Object function, List<Object> arguments) {
        if (!(function instanceof Function known)) {
            throw TensorErrors.damaged(file, "data.pkl calls what is no function");
        }
        return switch (known) {
            case ORDERED_DICT -> orderedDict(arguments);
            case REBUILD_TENSOR -> new Tensor((Storage) arguments.get(0), number(arguments.get(1)),
                    numbers(arguments.get(2)), numbers(arguments.get(3)));
            case REBUILD_PARAMETER -> (Tensor) arguments.get(0);
        };
    }

    private Object orderedDict(List<Object> arguments) {
        Map<Object, Object> dict = new LinkedHashMap<>();
        if (!arguments.isEmpty()) {
            for (Object pair : list(arguments.get(0))) {
                put(dict, list(pair).get(0), list(pair).get(1));
            }
        }
        return dict;
    }

    /** A persistent id: {@code ('storage', type, key, device, number of elements)}. */
    private Storage storage(Object id) {
        List<Object> parts = list(id);
        if (parts.size() != 5 || !"storage".equals(parts.get(0)) || !(parts.get(1) instanceof TensorType type)) {
            throw TensorErrors.damaged(file, "data.pkl refers to something that is no storage");
        }
        return new Storage(type, (String) parts.get(2), number(parts.get(4)));
    }

    /** Keys are texts or numbers, so that a hash code never walks into a nested structure. */
    private void put(Map<Object, Object> dict, Object key, Object value) {
        if (!(key instanceof String || key instanceof Long || key instanceof Boolean || key instanceof Double)) {
            throw TensorErrors.damaged(file, "data.pkl has a dictionary key that is no text");
        }
        dict.put(key, value);
    }

    private Object remembered(int index) {
        @Nullable
        Object value = memo.get(index);
        if (value == null) {
            throw TensorErrors.damaged(file, "data.pkl refers to the missing memo " + index);
        }
        return value;
    }

    private void push(Object value) {
        count();
        stack.add(value);
    }

    private void remember(int index) {
        count();
        memo.put(index, top());
    }

    private void count() {
        if (++objects > MAX_OBJECTS) {
            throw TensorErrors.malformed(file, "data.pkl makes more than " + MAX_OBJECTS
                    + " objects, which no state dict needs; save plain tensors, best as safetensors");
        }
    }

    private Object pop() {
        return stack.removeLast();
    }

    private Object top() {
        return stack.get(stack.size() - 1);
    }

    private List<Object> tuple(int size) {
        List<Object> tail = stack.subList(stack.size() - size, stack.size());
        List<Object> items = new ArrayList<>(tail);
        tail.clear();
        return items;
    }

    private List<Object> popToMark() {
        int mark = stack.lastIndexOf(MARK);
        List<Object> items = tuple(stack.size() - mark - 1);
        pop();
        return items;
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Object value) {
        return (List<Object>) value;
    }

    @SuppressWarnings("unchecked")
    private static Map<Object, Object> dictionary(Object value) {
        return (Map<Object, Object>) value;
    }

    private static long number(Object value) {
        return (Long) value;
    }

    private static List<Long> numbers(Object value) {
        List<Long> numbers = new ArrayList<>();
        for (Object item : list(value)) {
            numbers.add((Long) item);
        }
        return numbers;
    }

    private long longNumber(int bytes) {
        if (bytes > 8) {
            throw TensorErrors.damaged(file, "data.pkl has a number of " + bytes + " bytes");
        }
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (in.get() & 0xffL) << (8 * i);
        }
        int unused = 64 - 8 * bytes;
        return bytes == 0 ? 0 : value << unused >> unused;
    }

    private String text(int length) {
        if (length < 0 || length > in.remaining()) {
            throw TensorErrors.damaged(file, "data.pkl has a text that passes its end");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private String line() {
        byte[] bytes = new byte[64];
        int n = 0;
        for (byte b = in.get(); b != '\n'; b = in.get()) {
            if (n == bytes.length) {
                bytes = Arrays.copyOf(bytes, 2 * n);
            }
            bytes[n++] = b;
        }
        return new String(bytes, 0, n, StandardCharsets.UTF_8);
    }
}
