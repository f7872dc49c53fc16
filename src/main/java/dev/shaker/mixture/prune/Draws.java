package dev.shaker.mixture.prune;

import java.math.BigInteger;

import dev.shaker.tensor.Sha256;

/**
 * Random numbers that depend on a seed, an adapter and a layer and on nothing else: SplitMix64 (Steele et al. 2014) from a
 * hashed state, written out so that no version of the JDK can change them.
 */
public final class Draws {
    private static final double UNIT = 0x1p-53;
    private long state;

    public Draws(long seed, String adapterId, String layer) {
        String digest = new Sha256().update(seed).update(adapterId).update("\n").update(layer).hex();
        state = new BigInteger(digest.substring(0, 16), 16).longValue();
    }

    /** Uniform in [0, 1). */
    public double next() {
        state += 0x9e3779b97f4a7c15L;
        long z = state;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return ((z ^ z >>> 31) >>> 11) * UNIT;
    }
}
