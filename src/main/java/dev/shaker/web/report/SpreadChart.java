package dev.shaker.web.report;

import java.util.List;

import dev.shaker.evaluation.sweep.Landing;
import dev.shaker.evaluation.sweep.Spread;
import dev.shaker.evaluation.sweep.SweepTable;

/** Accuracy of one target against the number of mixed adapters: mean, band from the worst to the best subset, strategies. */
final class SpreadChart {
    /** In the order of their marks, whose classes they are, too. */
    static final List<String> STRATEGIES = List.of("paper", "greedy", "exact", "similarity", "paper-max");

    private static final double WIDTH = 320;
    private static final double HEIGHT = 210;

    private SpreadChart() {
    }

    static Picture of(SweepTable table, List<Spread> all, List<Landing> landings, int domain, double lowest) {
        List<Spread> spreads = all.stream().filter(spread -> spread.domain() == domain).toList();
        String name = table.domains().get(domain).name();
        double[] sizes = { spreads.getFirst().size(), spreads.getLast().size() };
        double[] accuracies = { lowest, 1 };
        Plot plot = new Plot(WIDTH, HEIGHT, new double[]{ sizes[0] - 0.3, sizes[1] + 0.3 }, accuracies, name);
        double step = Plot.step(accuracies, 5);
        plot.horizontalGrid(step, Plot.digits(step));
        plot.verticalTicks(Math.max(1, Math.ceil((sizes[1] - sizes[0]) / 12)), 0);
        plot.labels("adapters mixed", "accuracy");
        int n = spreads.size();
        double[] band = new double[4 * n];
        double[] mean = new double[2 * n];
        for (int i = 0; i < n; i++) {
            Spread spread = spreads.get(i);
            double x = plot.x(spread.size());
            band[2 * i] = x;
            band[2 * i + 1] = plot.y(spread.max());
            band[4 * n - 2 * i - 2] = x;
            band[4 * n - 2 * i - 1] = plot.y(spread.min());
            mean[2 * i] = x;
            mean[2 * i + 1] = plot.y(spread.mean());
        }
        Svg svg = plot.svg();
        svg.path(band, true, "band").path(mean, false, "mean");
        for (Spread spread : spreads) {
            svg.circle(plot.x(spread.size()), plot.y(spread.mean()), 2.4, "dot",
                    name + ", " + spread.size() + " mixed: mean " + Plot.decimal(spread.mean(), 4) + ", worst "
                            + Plot.decimal(spread.min(), 4) + " "
                            + table.names(spread.worst()) + ", best " + Plot.decimal(spread.max(), 4) + " "
                            + table.names(spread.best()));
        }
        // Side by side, so that strategies that choose the same subset can all be seen.
        for (Landing landing : landings) {
            if (landing.domain() == domain) {
                svg.circle(plot.x(landing.size()) + (STRATEGIES.indexOf(landing.strategy()) - 2) * 4.4,
                        plot.y(landing.accuracy()), 2.6, "mark " + landing.strategy(),
                        landing.strategy() + ": " + Plot.decimal(landing.accuracy(), 4) + " "
                                + table.names(landing.subset()));
            }
        }
        return svg.end();
    }
}
