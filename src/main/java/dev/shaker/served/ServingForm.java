package dev.shaker.served;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.FileSink;
import dev.shaker.adapter.Head;
import dev.shaker.adapter.HeadConfig;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.adapter.Tensors;
import dev.shaker.adapter.io.AdapterWriter;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.evaluation.EvaluationJob;
import dev.shaker.evaluation.sweep.MemberMean;
import dev.shaker.evaluation.sweep.MemberWeights;
import dev.shaker.mixture.merge.LoraOutput;
import dev.shaker.mixture.merge.MergedBody;
import dev.shaker.mixture.spec.Output;

/**
 * A job's adapter as servers read it: PEFT's directory with one rank and one scale for all modules, because vLLM looks at neither
 * {@code rank_pattern} nor {@code alpha_pattern}. Lower ranks are filled up with zeros and scales folded into B, so the updates are
 * the same.
 */
final class ServingForm {
    private ServingForm() {
    }

    /** @throws ShakerException {@code EVALUATION_UNSUPPORTED} for what is no LoRA, {@code ADAPTER_NOT_COMPARABLE} */
    static void write(EvaluationJob job, FileSink sink) {
        List<EvaluationJob.Member> members = job.members().stream()
                .sorted(Comparator.comparing(EvaluationJob.Member::id)).toList();
        Adapter template = members.getFirst().adapter();
        MergedBody body = LoraOutput.of(new Output(OptionalInt.empty(), true), body(members));
        if (!(body.config() instanceof LoraConfig lora)) {
            throw new ShakerException(ErrorCode.EVALUATION_UNSUPPORTED, "the adapter at " + template.location()
                    + " is of method " + body.config().method().wire()
                    + ", and evaluation servers load LoRA; let others"
                    + " measure it (domain.test.evaluator, --outside)");
        }
        Optional<Head> head = job.head().config() instanceof HeadConfig.LabelWords
                ? Optional.empty()
                : Optional.of(job.head());
        AdapterWriter.writePeft(sink, new AdapterWriter.Body(template, "served", withoutPatterns(lora),
                body.tensors().layers(), body.tensors()::read), head);
    }

    private static MergedBody body(List<EvaluationJob.Member> members) {
        if (members.size() == 1) {
            Adapter adapter = members.getFirst().adapter();
            return new MergedBody(adapter.config(), adapter.body());
        }
        MemberWeights mean = MemberMean
                .of(members.stream().map(member -> MemberWeights.read(member.adapter())).toList());
        return new MergedBody(mean.config(), new InMemory(mean));
    }

    /** Rank and scale that all modules have are the adapter's own, whatever they were before. */
    private static LoraConfig withoutPatterns(LoraConfig lora) {
        String module = lora.ranks().keySet().iterator().next();
        int rank = lora.ranks().getOrDefault(module, lora.rank());
        double alpha = lora.scale(module) * rank;
        Map<String, Double> alphas = new HashMap<>();
        lora.ranks().keySet().forEach(name -> alphas.put(name, alpha));
        return new LoraConfig(lora.hiddenSize(), rank, alpha, false, lora.targetModules(), lora.ranks(), alphas,
                lora.embeddings(), lora.kernels());
    }

    private record InMemory(MemberWeights weights) implements Tensors {
        @Override
        public List<AdapterLayer> layers() {
            return weights.layers().entrySet().stream()
                    .map(entry -> new AdapterLayer(entry.getKey(), entry.getValue().shape(), entry.getKey())).toList();
        }

        @Override
        public float[] read(AdapterLayer layer) {
            MemberWeights.Layer found = weights.layers().get(layer.name());
            if (found == null) {
                throw new IllegalArgumentException("no tensor '" + layer.name() + "'");
            }
            return found.values();
        }
    }
}
