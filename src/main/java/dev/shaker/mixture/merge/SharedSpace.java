package dev.shaker.mixture.merge;

import dev.shaker.tensor.TensorShape;

/** One module's updates as matrices of one shape over bases that all members share. */
interface SharedSpace {
    TensorShape shape();

    /** A member's matrix, row-major; 0 where it lacks the module. */
    float[] matrix(int member);

    /** The factors of what a matrix of that shape stands for. */
    LowRank.Factors back(float[] matrix, int rank);
}
