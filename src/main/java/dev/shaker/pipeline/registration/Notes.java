package dev.shaker.pipeline.registration;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.BaseModelReference;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.event.Failure;

/** What is to be said of an adapter that was registered all the same, because it is what its producer gave. */
final class Notes {
    private Notes() {
    }

    /**
     * The gravest note's code and the text of all.
     *
     * @param bases of the other current adapters
     * @return null where nothing is to be said
     */
    static @Nullable Failure of(Inspected inspected, List<BaseModelReference> bases) {
        List<ShakerException> notes = new ArrayList<>();
        String subject = "the adapter of domain '" + inspected.domain() + "' ";
        if (inspected.isInert()) {
            notes.add(new ShakerException(ErrorCode.ADAPTER_INERT, subject
                    + "changes nothing: every update of it is 0 (lora_B or what leads up is 0, or alpha is 0), as"
                    + " after a training that never reached it; it is registered and never chosen as a partner: train"
                    + " and publish it again"));
        }
        BaseModelCheck.doubt(inspected, bases).ifPresent(doubt -> notes
                .add(new ShakerException(ErrorCode.BASE_MODEL_UNCERTAIN, subject + "is registered, but " + doubt)));
        if (inspected.test() == null) {
            notes.add(new ShakerException(ErrorCode.ADAPTER_NOT_EVALUATED, subject
                    + "is registered without a test split: it is compared and mixed, and not evaluated"));
        }
        if (notes.isEmpty()) {
            return null;
        }
        String all = notes.stream().map(Throwable::getMessage).collect(Collectors.joining("; "));
        return Failure.of(new ShakerException(notes.getFirst().code(), all));
    }
}
