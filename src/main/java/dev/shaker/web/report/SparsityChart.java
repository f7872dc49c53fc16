package dev.shaker.web.report;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.shaker.evaluation.sweep.Spread;
import dev.shaker.evaluation.sweep.SweepTable;
import dev.shaker.pipeline.sweep.SweepSummary;

/** Accuracy of one target against sparsity: alone, the mean of the largest mixtures, and their best when nothing is pruned. */
final class SparsityChart {
    private static final double WIDTH = 320;
    private static final double HEIGHT = 210;

    private SparsityChart() {
    }

    static Picture of(SweepSummary summary, int domain, double lowest) {
        List<double[]> alone = new ArrayList<>();
        List<double[]> mixed = new ArrayList<>();
        double bound = Double.NaN;
        for (Map.Entry<BigDecimal, SweepTable> entry : summary.tables().entrySet()) {
            double sparsity = entry.getKey().doubleValue();
            entry.getValue().alone(domain).ifPresent(accuracy -> alone.add(new double[]{ sparsity, accuracy }));
            List<Spread> spreads = summary.spreads(entry.getKey(), domain).stream()
                    .filter(spread -> spread.size() > 1).toList();
            if (!spreads.isEmpty()) {
                mixed.add(new double[]{ sparsity, spreads.getLast().mean() });
                bound = sparsity == 0 ? spreads.getLast().max() : bound;
            }
        }
        double[] accuracies = { lowest, 1 };
        Plot plot = new Plot(WIDTH, HEIGHT, new double[]{ -0.02, 1.02 }, accuracies,
                summary.dense().domains().get(domain).name());
        double step = Plot.step(accuracies, 5);
        plot.horizontalGrid(step, Plot.digits(step));
        plot.verticalTicks(0.2, 1);
        plot.labels("sparsity", "accuracy");
        if (!Double.isNaN(bound)) {
            plot.svg().line(plot.x(0), plot.y(bound), plot.x(1), plot.y(bound), "bound");
        }
        curve(plot, alone, "mean");
        curve(plot, mixed, "second");
        return plot.svg().end();
    }

    private static void curve(Plot plot, List<double[]> points, String style) {
        double[] path = new double[2 * points.size()];
        for (int i = 0; i < points.size(); i++) {
            path[2 * i] = plot.x(points.get(i)[0]);
            path[2 * i + 1] = plot.y(points.get(i)[1]);
            plot.svg().circle(path[2 * i], path[2 * i + 1], 2.4, style + "-dot", "");
        }
        plot.svg().path(path, false, style);
    }
}
