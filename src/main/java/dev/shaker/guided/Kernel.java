package dev.shaker.guided;

/**
 * How alike two mixtures are, as points of the simplex of weights: a subset of l members has the weights 1/l. Beside the linear
 * model of the members' own logits it carries what pairs and triples of members do to each other.
 */
enum Kernel {
    /** Half the product of the weights and a bell of width 0.6 around the distance. */
    RBF {
        @Override
        double of(double product, double square, double otherSquare) {
            double distance = Math.max(0, square + otherSquare - 2 * product);
            return 0.5 * product + StrictMath.exp(-distance / (2 * WIDTH * WIDTH));
        }
    },
    /** Scheffé's quadratic mixture polynomial in the form of a kernel. */
    P2 {
        @Override
        double of(double product, double square, double otherSquare) {
            double scaled = 3 * product;
            return product + scaled * scaled;
        }
    },
    /** The cubic one. */
    P3 {
        @Override
        double of(double product, double square, double otherSquare) {
            double scaled = 3 * product;
            return product + scaled * scaled + scaled * scaled * scaled;
        }
    };

    private static final double WIDTH = 0.6;

    /** Rounds take turns, so that no kernel is wrong for all of them. */
    static Kernel ofRound(int round) {
        return values()[round % values().length];
    }

    /**
     * @param product w · w'
     * @param square w · w
     * @param otherSquare w' · w'
     */
    abstract double of(double product, double square, double otherSquare);

    /** Of two subsets with equal weights. */
    double of(long mask, long other) {
        double size = Long.bitCount(mask);
        double otherSize = Long.bitCount(other);
        return of(Long.bitCount(mask & other) / (size * otherSize), 1 / size, 1 / otherSize);
    }
}
