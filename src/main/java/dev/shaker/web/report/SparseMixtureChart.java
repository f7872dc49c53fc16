package dev.shaker.web.report;

import java.math.BigDecimal;
import java.util.List;

import dev.shaker.evaluation.sweep.Spread;
import dev.shaker.pipeline.sweep.SweepSummary;

/** The best mixture of each size at each sparsity beside the best unpruned one, of one target (Fig. 8b of the paper). */
final class SparseMixtureChart {
    private static final double WIDTH = 320;
    private static final double HEIGHT = 210;
    private static final String DENSE = "#5b6876";

    private SparseMixtureChart() {
    }

    /** Sparsities at which mixtures, and not only single adapters, were evaluated; the unpruned are not among them. */
    static List<BigDecimal> sparsities(SweepSummary summary) {
        return summary.tables().entrySet().stream()
                .filter(entry -> entry.getKey().signum() > 0
                        && entry.getValue().scores().stream().anyMatch(score -> score.size() > 1))
                .map(java.util.Map.Entry::getKey).toList();
    }

    static String colour(int index, int count) {
        return FsdDropChart.colour(index + 2, Math.max(3, count + 1));
    }

    static Picture of(SweepSummary summary, int domain, double lowest) {
        List<BigDecimal> sparsities = sparsities(summary);
        int largest = 2;
        for (BigDecimal sparsity : summary.tables().keySet()) {
            for (Spread spread : summary.spreads(sparsity, domain)) {
                largest = Math.max(largest, spread.size());
            }
        }
        Plot plot = new Plot(WIDTH, HEIGHT, new double[]{ 0.7, largest + 0.3 }, new double[]{ lowest, 1 },
                summary.dense().domains().get(domain).name());
        double step = Plot.step(new double[]{ lowest, 1 }, 5);
        plot.horizontalGrid(step, Plot.digits(step));
        plot.verticalTicks(Math.max(1, Math.ceil((largest - 1) / 12.0)), 0);
        plot.labels("adapters mixed", "accuracy");
        curve(plot, summary.spreads(BigDecimal.ZERO, domain), "bound-curve", DENSE, "unpruned");
        for (int i = 0; i < sparsities.size(); i++) {
            BigDecimal sparsity = sparsities.get(i);
            curve(plot, summary.spreads(sparsity, domain), "curve", colour(i, sparsities.size()),
                    "sparsity " + sparsity.toPlainString());
        }
        return plot.svg().end();
    }

    /** The best of each size. */
    private static void curve(Plot plot, List<Spread> spreads, String style, String colour, String what) {
        double[] path = new double[2 * spreads.size()];
        for (int i = 0; i < spreads.size(); i++) {
            Spread spread = spreads.get(i);
            path[2 * i] = plot.x(spread.size());
            path[2 * i + 1] = plot.y(spread.max());
            plot.svg().circle(path[2 * i], path[2 * i + 1], 2.4, "curve-dot;" + colour,
                    what + ", " + spread.size() + " mixed: best " + Plot.decimal(spread.max(), 4));
        }
        plot.svg().path(path, false, style + ";" + colour);
    }
}
