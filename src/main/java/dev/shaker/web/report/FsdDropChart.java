package dev.shaker.web.report;

import java.util.List;

import dev.shaker.evaluation.sweep.SweepStatistics;
import dev.shaker.pipeline.sweep.SweepSummary;

/** Drop against the mean FSD of the mixed adapters, a point for each subset and target. */
final class FsdDropChart {
    /** More points than this make a page slow and no clearer. */
    static final int MOST_POINTS = 6000;

    private static final double WIDTH = 760;
    private static final double HEIGHT = 380;
    private static final String[] RAMP = { "#9ecae1", "#6baed6", "#4292c6", "#2171b5", "#08519c", "#08306b" };

    private FsdDropChart() {
    }

    static Picture of(SweepSummary summary) {
        List<SweepStatistics.Point> points = summary.points();
        double[] fsd = range(points.stream().mapToDouble(SweepStatistics.Point::fsd).toArray());
        double[] drop = range(points.stream().mapToDouble(SweepStatistics.Point::drop).toArray());
        Plot plot = new Plot(WIDTH, HEIGHT, fsd, drop, "");
        double step = Plot.step(drop, 6);
        plot.horizontalGrid(step, Plot.digits(step));
        double across = Plot.step(fsd, 8);
        plot.verticalTicks(across, Plot.digits(across));
        plot.labels("mean FSD of the mixed adapters", "drop of accuracy");
        Svg svg = plot.svg();
        int largest = largest(summary);
        // Every n-th point: they come sorted by size, so that every size keeps its share.
        int every = (points.size() + MOST_POINTS - 1) / MOST_POINTS;
        for (int i = 0; i < points.size(); i += every) {
            SweepStatistics.Point point = points.get(i);
            svg.circle(plot.x(point.fsd()), plot.y(point.drop()), 2.6,
                    "point;" + colour(Long.bitCount(point.subset()), largest),
                    points.size() > 1500
                            ? ""
                            : summary.dense().domains().get(point.domain()) + " in "
                                    + summary.dense().names(point.subset()));
        }
        return svg.end();
    }

    /** How many adapters the largest mixture has. */
    static int largest(SweepSummary summary) {
        return summary.points().stream().mapToInt(point -> Long.bitCount(point.subset())).max().orElse(2);
    }

    /** Darker the more are mixed. */
    static String colour(int size, int largest) {
        return largest == 2 ? RAMP[3] : RAMP[(int) Math.round((size - 2.0) / (largest - 2) * (RAMP.length - 1))];
    }

    private static double[] range(double[] values) {
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            least = Math.min(least, value);
            greatest = Math.max(greatest, value);
        }
        double margin = (greatest - least) * 0.03;
        return new double[]{ least - margin, greatest + margin };
    }
}
