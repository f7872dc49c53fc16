package dev.shaker.adapter.base;

/**
 * Rotary positions (Su et al. 2021): of a head's components j and j + d/2 a token at position p turns the pair by the angle
 * {@code p f_j}, where {@code f_j = theta^(-2j/d)}, changed by the scaling.
 */
public record RotaryPositions(double theta, Scaling scaling) {
    /** How frequencies are changed for texts that are longer than those of the pre-training. */
    public sealed interface Scaling {
    }

    /** Not at all; dynamic scaling, too, up to the length that the model states. */
    public record Unscaled() implements Scaling {}

    /** {@code f / factor}. */
    public record Linear(double factor) implements Scaling {}

    /**
     * Llama 3's: low frequencies are divided by the factor, high ones kept, between the two a line.
     *
     * @param low wavelengths above {@code length / low} are low frequencies
     * @param high wavelengths below {@code length / high} are high ones
     * @param length of the pre-training in tokens
     */
    public record Llama3(double factor, double low, double high, double length) implements Scaling {}

    /** Frequencies [d/2], rounded where the stock library's float32 rounds. */
    public float[] frequencies(int headSize) {
        float[] frequencies = new float[headSize / 2];
        for (int j = 0; j < frequencies.length; j++) {
            float exponent = 2f * j / headSize;
            frequencies[j] = scaled(1 / (float) Math.pow(theta, exponent));
        }
        return frequencies;
    }

    private float scaled(float frequency) {
        return switch (scaling) {
            case Unscaled _ -> frequency;
            case Linear(double factor) -> (float) (frequency / factor);
            case Llama3(double factor, double low, double high, double length) -> {
                double wavelength = 2 * Math.PI / frequency;
                if (wavelength < length / high) {
                    yield frequency;
                }
                if (wavelength > length / low) {
                    yield (float) (frequency / factor);
                }
                double smooth = (length / wavelength - low) / (high - low);
                yield (float) ((1 - smooth) * frequency / factor + smooth * frequency);
            }
        };
    }
}
