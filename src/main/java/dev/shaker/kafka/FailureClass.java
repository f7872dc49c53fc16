package dev.shaker.kafka;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.concurrent.TimeoutException;

import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

import dev.shaker.error.DatabaseFailures;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/** What a failure means for the record that met it. */
enum FailureClass {
    /** Something is away: the same record again, for as long as it takes. */
    TRANSIENT,
    /** The device of this process cannot be had: the process ends, the record is another one's. */
    DEVICE,
    /**
     * The work broke its process, by its memory or in the device's own code: the process ends. Whether the record is to blame,
     * the next ones will show.
     */
    FATAL,
    /** The event is wrong and stays wrong: reject it. */
    POISON,
    /** A defect of ours, most likely: a few attempts, then reject it and keep its bytes. */
    UNEXPECTED;

    static FailureClass of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = next(cause)) {
            if (cause instanceof ShakerException known) {
                return of(known);
            }
            if (cause instanceof VirtualMachineError && !(cause instanceof StackOverflowError)) {
                return FATAL;
            }
            if (isTransient(cause)) {
                return TRANSIENT;
            }
        }
        return UNEXPECTED;
    }

    private static FailureClass of(ShakerException failure) {
        if (failure.code() == ErrorCode.DEVICE_UNAVAILABLE) {
            return DEVICE;
        }
        if (failure.code() == ErrorCode.DEVICE_FAILED) {
            return FATAL;
        }
        if (failure.isTransient()) {
            return TRANSIENT;
        }
        return failure.code().kind() == ErrorCode.Kind.INTERNAL ? UNEXPECTED : POISON;
    }

    private static boolean isTransient(Throwable cause) {
        return switch (cause) {
            case SQLException e -> DatabaseFailures.isPassing(e);
            case RetriableException _,SocketException _,SocketTimeoutException _,UnknownHostException _,TimeoutException _ ->
                true;
            case IOException e -> isClosedConnection(e);
            default -> false;
        };
    }

    private static boolean isClosedConnection(IOException e) {
        return e instanceof java.io.EOFException || e instanceof java.nio.channels.ClosedChannelException;
    }

    @Nullable
    private static Throwable next(Throwable failure) {
        return failure.getCause() == failure ? null : failure.getCause();
    }
}
