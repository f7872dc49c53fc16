package dev.shaker.web.report;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

import dev.shaker.pipeline.sweep.SweepSummary;

/** Accuracy of one target against sparsity, a line for each way of pruning (Fig. 8a of the paper with more lines). */
final class PruningChart {
    private static final double WIDTH = 320;
    private static final double HEIGHT = 210;

    private PruningChart() {
    }

    static List<ReportView.Legend> legend(SweepSummary summary) {
        List<ReportView.Legend> legend = new ArrayList<>();
        List<SweepSummary.Pruned> prunings = summary.prunings();
        for (int i = 0; i < prunings.size(); i++) {
            legend.add(new ReportView.Legend(SparseMixtureChart.colour(i, prunings.size()), prunings.get(i).how()));
        }
        return legend;
    }

    /** Whether two ways have something to show of subsets of that size. */
    static boolean shows(SweepSummary summary, int size) {
        return summary.prunings().stream().filter(pruned -> pruned.spreads().entrySet().stream()
                .anyMatch(entry -> entry.getKey().signum() > 0
                        && entry.getValue().stream().anyMatch(spread -> spread.size() == size)))
                .count() > 1;
    }

    /** @param size of the subsets whose mean is shown */
    static Picture of(SweepSummary summary, int domain, int size, double lowest) {
        double[] accuracies = { lowest, 1 };
        Plot plot = new Plot(WIDTH, HEIGHT, new double[]{ -0.02, 1.02 }, accuracies,
                summary.dense().domains().get(domain).name());
        double step = Plot.step(accuracies, 5);
        plot.horizontalGrid(step, Plot.digits(step));
        plot.verticalTicks(0.2, 1);
        plot.labels("sparsity", "accuracy");
        List<ReportView.Legend> legend = legend(summary);
        for (int i = 0; i < legend.size(); i++) {
            curve(plot, summary.prunings().get(i).means(domain, size), legend.get(i));
        }
        return plot.svg().end();
    }

    private static void curve(Plot plot, SortedMap<BigDecimal, Double> means, ReportView.Legend line) {
        double[] path = new double[2 * means.size()];
        int at = 0;
        for (var mean : means.entrySet()) {
            path[at] = plot.x(mean.getKey().doubleValue());
            path[at + 1] = plot.y(mean.getValue());
            plot.svg().circle(path[at], path[at + 1], 2.4, "curve-dot;" + line.colour(), line.label() + ", sparsity "
                    + mean.getKey().toPlainString() + ": " + Plot.decimal(mean.getValue(), 4));
            at += 2;
        }
        plot.svg().path(path, false, "curve;" + line.colour());
    }
}
