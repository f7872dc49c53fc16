package dev.shaker.djl.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;

import dev.shaker.adapter.NonLinearity;

/** Activation functions as PyTorch computes them. */
public final class Activations {
    private static final double ROOT_TWO_BY_PI = Math.sqrt(2 / Math.PI);

    private Activations() {
    }

    /** A new array of the manager of {@code x}, which is closed, or {@code x} itself for the identity. */
    public static NDArray consume(NonLinearity function, NDArray x) {
        if (function == NonLinearity.IDENTITY) {
            return x;
        }
        try (x) {
            return switch (function) {
                case RELU -> Activation.relu(x);
                case GELU -> Activation.gelu(x);
                case TANH -> x.tanh();
                case SIGMOID -> Activation.sigmoid(x);
                case LEAKY_RELU -> Activation.leakyRelu(x, 0.01f);
                case SWISH -> swish(x);
                case GELU_NEW -> geluNew(x);
                case IDENTITY -> throw new IllegalStateException("handled above");
            };
        }
    }

    /** Not in place: the gradient needs the sigmoid as it was. */
    private static NDArray swish(NDArray x) {
        try (NDArray sigmoid = Activation.sigmoid(x)) {
            return sigmoid.mul(x);
        }
    }

    /** {@code x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3)))}. */
    private static NDArray geluNew(NDArray x) {
        try (NDArray cube = x.pow(3);
                NDArray inner = cube.muli(0.044715).addi(x).muli(ROOT_TWO_BY_PI).tanh();
                NDArray outer = inner.add(1)) {
            return outer.mul(x).muli(0.5);
        }
    }
}
