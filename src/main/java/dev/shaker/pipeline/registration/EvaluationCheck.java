package dev.shaker.pipeline.registration;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.io.EncoderSupport;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/** Whether an adapter that comes with a test split can be evaluated: who learns it only when it is measured learns it late. */
final class EvaluationCheck {
    private static final String REMEDY = ": publish it without a test split, and it is compared and mixed";

    private EvaluationCheck() {
    }

    /** @throws ShakerException {@code HEAD_MISSING}, {@code EVALUATION_UNSUPPORTED} with the reason and the way out */
    static void check(Adapter adapter, String domain, BaseModels.Identified base) {
        if (adapter.head().isEmpty()) {
            throw new ShakerException(ErrorCode.HEAD_MISSING, adapter.location()
                    + ": no classification head beside the adapter of domain '" + domain
                    + "': save it with its head (AdapterHub: with_head=True; PEFT: modules_to_save), or publish it without a"
                    + " test split, to compare and mix it");
        }
        if (base.reference().location().isEmpty()) {
            throw unsupported(adapter, domain, "the files of base model '" + base.reference().name()
                    + "' are not given: name them (baseModel.location, --base)");
        }
        if (base.config().isEmpty()) {
            throw unsupported(adapter, domain, "its base model '" + base.reference().name()
                    + "' is of another family than BERT's and RoBERTa's encoders, which are run");
        }
        EncoderSupport.problem(adapter).ifPresent(problem -> {
            throw unsupported(adapter, domain, "it " + problem);
        });
    }

    private static ShakerException unsupported(Adapter adapter, String domain, String why) {
        return new ShakerException(ErrorCode.EVALUATION_UNSUPPORTED, "the adapter of domain '" + domain + "' at "
                + adapter.location() + " has a test split and cannot be evaluated, because " + why + REMEDY)
                .with("field", "domain.test");
    }
}
