package dev.shaker.guided;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/** How a question that cannot be answered is refused. */
final class GuidedErrors {
    private GuidedErrors() {
    }

    static ShakerException invalid(String problem) {
        return new ShakerException(ErrorCode.REQUEST_INVALID, problem);
    }
}
