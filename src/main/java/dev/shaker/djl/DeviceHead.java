package dev.shaker.djl;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.Head;
import dev.shaker.adapter.HeadConfig;
import dev.shaker.adapter.NonLinearity;
import dev.shaker.djl.torch.Activations;
import dev.shaker.djl.torch.Linear;
import dev.shaker.djl.torch.Precision;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.TensorShape;

/** A classification head on the device: linear maps, each followed by a function, from x0 [B, H] to logits [B, C]. */
final class DeviceHead implements AutoCloseable {
    /** One step; the manager of the input owns the result. */
    private record Step(Linear linear, NonLinearity then) {}

    private final boolean pooled;
    private final List<Step> steps;
    private final NDManager manager;

    private DeviceHead(boolean pooled, List<Step> steps, NDManager manager) {
        this.pooled = pooled;
        this.steps = steps;
        this.manager = manager;
    }

    /**
     * @throws ShakerException {@code TENSOR_SHAPE_MISMATCH} where the head does not fit the base model,
     *         {@code BASE_MODEL_INVALID} where it needs a pooler that the base model lacks
     */
    static DeviceHead of(Head head, EncoderWeights base, NDManager parent) {
        NDManager manager = parent.newSubManager();
        try {
            boolean pooled = head.config() instanceof HeadConfig.BertStatic
                    || head.config() instanceof HeadConfig.Flexible flexible && flexible.usePooler();
            if (pooled && base.pooler().isEmpty()) {
                throw new ShakerException(ErrorCode.BASE_MODEL_INVALID, "the head reads the base model's pooler but '"
                        + base.config().name() + "' has none; use the checkpoint with pooler.dense");
            }
            return new DeviceHead(pooled, steps(head, base, manager), manager);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    private static List<Step> steps(Head head, EncoderWeights base, NDManager manager) {
        int hidden = base.config().hiddenSize();
        int labels = head.config().labels();
        List<Step> steps = new ArrayList<>();
        switch (head.config()) {
            case HeadConfig.Flexible flexible -> {
                for (int i = 0; i < flexible.layers(); i++) {
                    // Dropout, linear and activation alternate in the library's sequence: linear maps are numbers 1, 4, 7 …
                    boolean last = i == flexible.layers() - 1;
                    steps.add(new Step(
                            linear(head, base.precision(), Integer.toString(1 + 3 * i), last ? labels : hidden, hidden,
                                    flexible.bias(),
                                    manager),
                            last ? NonLinearity.IDENTITY : flexible.activation()));
                }
            }
            case HeadConfig.BertStatic _ -> steps.add(new Step(linear(head, base.precision(), "classifier", labels,
                    hidden, true, manager), NonLinearity.IDENTITY));
            case HeadConfig.Saved saved -> throw new ShakerException(ErrorCode.EVALUATION_UNSUPPORTED,
                    "the saved modules " + saved.modules() + (saved.task().isEmpty() ? "" : " of task " + saved.task())
                            + " are no head that is computed here: sequence classifiers and"
                            + " AdapterHub's classification heads are");
            case HeadConfig.LabelWords _ -> throw new ShakerException(ErrorCode.EVALUATION_UNSUPPORTED,
                    "words of labels are predicted by decoders, and the base model is an encoder: it needs a head");
            case HeadConfig.RobertaStatic _ ->
                steps.addAll(two(head, base, "classifier.dense", NonLinearity.TANH, "classifier.out_proj", manager));
            case HeadConfig.ElectraStatic _ ->
                steps.addAll(two(head, base, "classifier.dense", NonLinearity.GELU, "classifier.out_proj", manager));
            case HeadConfig.DistilBertStatic _ ->
                steps.addAll(two(head, base, "pre_classifier", NonLinearity.RELU, "classifier", manager));
        }
        return List.copyOf(steps);
    }

    private static List<Step> two(Head head, EncoderWeights base, String first, NonLinearity then, String second,
            NDManager manager) {
        int hidden = base.config().hiddenSize();
        return List.of(new Step(linear(head, base.precision(), first, hidden, hidden, true, manager), then),
                new Step(linear(head, base.precision(), second, head.config().labels(), hidden, true, manager),
                        NonLinearity.IDENTITY));
    }

    private static Linear linear(Head head, Precision precision, String name, int out, int in, boolean bias,
            NDManager manager) {
        NDArray weight = array(head, precision, name + ".weight", manager, out, in);
        return new Linear(weight,
                bias
                        ? array(head, precision, name + ".bias", manager, out)
                        : precision.of(manager.zeros(new ai.djl.ndarray.types.Shape(out))));
    }

    private static NDArray array(Head head, Precision precision, String name, NDManager manager, int... shape) {
        AdapterLayer layer = head.tensors().layer(name);
        TensorShape expected = TensorShape.of(shape);
        if (!layer.shape().equals(expected)) {
            throw new ShakerException(ErrorCode.TENSOR_SHAPE_MISMATCH,
                    "head tensor '" + layer.storedName() + "' has shape " + layer.shape() + ", expected is " + expected)
                    .with("tensor", layer.storedName());
        }
        return precision.of(manager.create(head.tensors().read(layer), Precision.shape(expected)));
    }

    /** Logits [B, C] of the manager of {@code x0}, which stays open. */
    NDArray apply(AdaptedEncoder encoder, NDArray x0) {
        NDArray x = x0;
        List<Step> all = pooled
                ? Stream.concat(encoder.pooler().stream().map(pooler -> new Step(pooler, NonLinearity.TANH)),
                        steps.stream()).toList()
                : steps;
        for (Step step : all) {
            NDArray next = Activations.consume(step.then(), step.linear().apply(x));
            if (x != x0) {
                x.close();
            }
            x = next;
        }
        return x;
    }

    @Override
    public void close() {
        manager.close();
    }
}
