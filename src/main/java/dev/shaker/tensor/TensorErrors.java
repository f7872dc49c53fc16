package dev.shaker.tensor;

import org.jspecify.annotations.Nullable;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/** The wording of this room's errors: file first, then the tensor, then what is wrong. */
final class TensorErrors {
    /** The remedy for a file that no library writes so. */
    static final String ANEW = "; the file is damaged or of another tool: copy it again, or save its tensors anew with"
            + " safetensors or torch.save";

    private TensorErrors() {
    }

    static ShakerException truncated(String file, String problem) {
        return error(ErrorCode.TENSOR_FILE_TRUNCATED, file, problem + "; copy the file again", null);
    }

    static ShakerException malformed(String file, String problem) {
        return error(ErrorCode.TENSOR_FILE_MALFORMED, file, problem, null);
    }

    /** A file whose own parts contradict each other: nothing but another copy, or saving it anew, helps. */
    static ShakerException damaged(String file, String problem) {
        return error(ErrorCode.TENSOR_FILE_MALFORMED, file, problem + ANEW, null);
    }

    static ShakerException damaged(String file, String problem, Throwable cause) {
        return error(ErrorCode.TENSOR_FILE_MALFORMED, file, problem + ANEW, cause);
    }

    /** A file that is something else altogether. */
    static ShakerException foreign(String file, String problem) {
        return error(ErrorCode.TENSOR_FILE_FOREIGN, file, problem, null);
    }

    static ShakerException error(ErrorCode code, String file, String problem, @Nullable Throwable cause) {
        return new ShakerException(code, "file '" + file + "': " + problem, cause).with("file", file);
    }

    static ShakerException tensor(ErrorCode code, String file, String tensor, String problem) {
        return new ShakerException(code, "file '" + file + "': tensor '" + tensor + "' " + problem).with("file", file)
                .with("tensor", tensor);
    }

    static ShakerException missing(String file, String tensor) {
        return tensor(ErrorCode.TENSOR_MISSING, file, tensor,
                "is not in the file; save the adapter again, with all of its tensors");
    }

    static ShakerException notFloating(String file, TensorInfo info) {
        return tensor(ErrorCode.TENSOR_TYPE_UNSUPPORTED, file, info.name(),
                "has type " + info.type() + ", expects one of F32, F16, BF16, F64; convert it, best to F32");
    }

    static void checkRange(ByteSource source, long offset, int length) {
        if (offset < 0 || length < 0 || offset > source.size() - length) {
            throw truncated(source.name(), "bytes " + offset + " to " + (offset + length)
                    + " are asked for, the file has " + source.size());
        }
    }

    /** The number of elements as an array length. */
    static int arrayLength(String file, TensorInfo info) {
        long n = info.shape().elements();
        if (n * info.type().bytes() > Integer.MAX_VALUE - 64) {
            throw tensor(ErrorCode.TENSOR_FILE_MALFORMED, file, info.name(),
                    "has shape " + info.shape() + " of type " + info.type() + ", more than 2 GiB; split the tensor");
        }
        return (int) n;
    }
}
