package dev.shaker.pipeline.registration;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterStore;
import dev.shaker.adapter.FileSet;
import dev.shaker.adapter.Prompt;
import dev.shaker.adapter.base.BaseModel;
import dev.shaker.adapter.base.DecoderModel;
import dev.shaker.adapter.io.BaseModelFit;
import dev.shaker.adapter.io.DecoderSupport;
import dev.shaker.adapter.io.EncoderSupport;
import dev.shaker.adapter.io.ServedSupport;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.identity.DomainName;
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
     *         {@code BASE_MODEL_INVALID} where configuration, weights or tokenizer of the base model are not what is run
     */
    static void check(Adapter adapter, DomainName domain, BaseModels.Identified base, AdapterStore store,
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
        if (files.isEmpty()) {
            throw unsupported(adapter, domain, "the files of base model '" + base.reference().name()
                    + "' are not given: name them (baseModel.location, --base)");
        }
        if (!BaseModel.isRun(files.get())) {
            throw unsupported(adapter, domain, "its base model '" + base.reference().name()
                    + "' is of another family than the encoders of BERT, RoBERTa, XLM-RoBERTa, CamemBERT, DistilBERT"
                    + " and ELECTRA and the decoders of Llama, Mistral, Qwen2, Qwen3 and GPT-2, which are run");
        }
        BaseModel encoder = BaseModel.open(files.get());
        EncoderSupport.problem(adapter, encoder.config(), encoder.hasPooler()).ifPresent(problem -> {
            throw unsupported(adapter, domain, "it " + problem);
        });
        BaseModelFit.check(adapter, encoder.config());
        encoder.checkTokenizer();
    }

    private static ShakerException unsupported(Adapter adapter, DomainName domain, String why) {
        return new ShakerException(ErrorCode.EVALUATION_UNSUPPORTED, "the adapter of domain '" + domain + "' at "
                + adapter.location() + " has a test split and cannot be evaluated, because " + why + REMEDY)
                .with("field", "domain.test");
    }
}
