package dev.shaker.pipeline.registration;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterStore;
import dev.shaker.adapter.FileSet;
import dev.shaker.adapter.Prompt;
import dev.shaker.adapter.base.DecoderModel;
import dev.shaker.adapter.io.DecoderSupport;
import dev.shaker.adapter.io.EncoderSupport;
import dev.shaker.adapter.io.ServedSupport;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.pipeline.ServedModels;

/** Whether an adapter that comes with a test split can be evaluated: who learns it only when it is measured learns it late. */
final class EvaluationCheck {
    private static final String REMEDY = ": publish it without a test split, and it is compared and mixed; or let"
            + " others measure it (domain.test.evaluator, --outside), or have a server run its base model"
            + " (shaker.evaluation.server.models)";

    private EvaluationCheck() {
    }

    /**
     * @param store where the base model's files are
     * @param prompt how labels are asked for, null where a head classifies
     * @param served the base models that a server runs
     * @throws ShakerException {@code HEAD_MISSING}, {@code EVALUATION_UNSUPPORTED} with the reason and the way out,
     *         {@code BASE_MODEL_INVALID} where a decoder's configuration, weights or tokenizer are not what is run
     */
    static void check(Adapter adapter, String domain, BaseModels.Identified base, AdapterStore store,
            @Nullable Prompt prompt, ServedModels served) {
        if (adapter.head().isEmpty() && prompt == null) {
            throw new ShakerException(ErrorCode.HEAD_MISSING, adapter.location()
                    + ": no classification head beside the adapter of domain '" + domain
                    + "': save it with its head (AdapterHub: with_head=True; PEFT: modules_to_save), say how a decoder is"
                    + " asked for a label (domain.prompt, --prompt), or publish it without a test split, to compare and"
                    + " mix it");
        }
        if (served.model(base.reference()).isPresent()) {
            ServedSupport.problem(adapter, base.config().isPresent(), prompt).ifPresent(problem -> {
                throw unsupported(adapter, domain, "it " + problem);
            });
            return;
        }
        Optional<FileSet> files = base.reference().location().isEmpty()
                ? Optional.empty()
                : Optional.of(store.open(base.reference().location()));
        if (files.filter(DecoderModel::isDecoder).isPresent()) {
            DecoderModel decoder = DecoderModel.open(files.get());
            DecoderSupport.problem(adapter, decoder.config(), decoder.hasHead(), prompt).ifPresent(problem -> {
                throw unsupported(adapter, domain, "it " + problem);
            });
            decoder.checkTokenizer();
            return;
        }
        if (prompt != null && files.isPresent()) {
            throw unsupported(adapter, domain, "words of labels are predicted by decoders, and the base model is none"
                    + " that is run (llama, mistral, qwen2, qwen3, gpt2)");
        }
        if (base.reference().location().isEmpty()) {
            throw unsupported(adapter, domain, "the files of base model '" + base.reference().name()
                    + "' are not given: name them (baseModel.location, --base)");
        }
        if (base.config().isEmpty()) {
            throw unsupported(adapter, domain, "its base model '" + base.reference().name()
                    + "' is of another family than BERT's and RoBERTa's encoders and the decoders of Llama, Mistral,"
                    + " Qwen2, Qwen3 and GPT-2, which are run");
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
