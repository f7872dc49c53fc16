package dev.shaker.adapter.format;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.Optional;

import dev.shaker.tensor.TensorFile;
import dev.shaker.tensor.TensorInfo;

/** Whether two files hold the same tensors, whatever their containers. */
final class SameTensors {
    private SameTensors() {
    }

    /** The same names, types, shapes and bytes; read piece by piece. */
    static boolean hold(TensorFile one, TensorFile other) {
        if (one.tensors().size() != other.tensors().size()) {
            return false;
        }
        for (TensorInfo info : one.tensors()) {
            Optional<TensorInfo> twin = other.find(info.name());
            if (twin.isEmpty() || !twin.get().equals(info) || !bytesEqual(info.name(), one, other)) {
                return false;
            }
        }
        return true;
    }

    private static boolean bytesEqual(String name, TensorFile one, TensorFile other) {
        Bytes left = new Bytes(one.readRawPieces(name).iterator());
        Bytes right = new Bytes(other.readRawPieces(name).iterator());
        boolean more = fill(left, right);
        while (more) {
            int length = Math.min(left.piece.remaining(), right.piece.remaining());
            if (left.piece.slice(left.piece.position(), length)
                    .mismatch(right.piece.slice(right.piece.position(), length)) >= 0) {
                return false;
            }
            left.piece.position(left.piece.position() + length);
            right.piece.position(right.piece.position() + length);
            more = fill(left, right);
        }
        return !left.fill() && !right.fill();
    }

    private static boolean fill(Bytes left, Bytes right) {
        boolean one = left.fill();
        boolean other = right.fill();
        return one && other;
    }

    /** The pieces of the two files need not be of one length. */
    private static final class Bytes {
        private final Iterator<ByteBuffer> rest;
        private ByteBuffer piece = ByteBuffer.allocate(0);

        Bytes(Iterator<ByteBuffer> rest) {
            this.rest = rest;
        }

        /** False at the end. */
        boolean fill() {
            while (!piece.hasRemaining() && rest.hasNext()) {
                piece = rest.next().duplicate();
            }
            return piece.hasRemaining();
        }
    }
}
