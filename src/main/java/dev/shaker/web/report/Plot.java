package dev.shaker.web.report;

import java.util.Locale;

/** Axes of one chart: maps values to places and draws ticks. */
final class Plot {
    private static final double LEFT = 44;
    private static final double RIGHT = 10;
    private static final double TOP = 24;
    private static final double BOTTOM = 34;

    private final double width;
    private final double height;
    private final double[] x;
    private final double[] y;
    private final Svg svg;

    /** @param x least and greatest value; where they are equal the axis is widened */
    Plot(double width, double height, double[] x, double[] y, String title) {
        this.width = width;
        this.height = height;
        this.x = widened(x);
        this.y = widened(y);
        this.svg = new Svg(width, height, title);
        svg.text(LEFT, 14, "start", "title", title);
    }

    Svg svg() {
        return svg;
    }

    double x(double value) {
        return LEFT + (value - x[0]) / (x[1] - x[0]) * (width - LEFT - RIGHT);
    }

    double y(double value) {
        return height - BOTTOM - (value - y[0]) / (y[1] - y[0]) * (height - TOP - BOTTOM);
    }

    /** Grid lines with labels from the first tick inside the axis on. */
    void horizontalGrid(double step, int digits) {
        for (double at = Math.ceil(y[0] / step - 1e-9) * step; at <= y[1] + 1e-9; at += step) {
            svg.line(LEFT, y(at), width - RIGHT, y(at), "grid");
            svg.text(LEFT - 6, y(at) + 3.5, "end", "tick", decimal(at, digits));
        }
    }

    void verticalTicks(double step, int digits) {
        for (double at = Math.ceil(x[0] / step - 1e-9) * step; at <= x[1] + 1e-9; at += step) {
            svg.text(x(at), height - BOTTOM + 14, "middle", "tick", decimal(at, digits));
        }
    }

    void labels(String below, String beside) {
        svg.line(LEFT, height - BOTTOM, width - RIGHT, height - BOTTOM, "axis");
        svg.text((LEFT + width - RIGHT) / 2, height - 5, "middle", "label", below);
        svg.upwards(11, (TOP + height - BOTTOM) / 2, "middle", "label", beside);
    }

    /** A step of 1, 2 or 5 times a power of ten that gives about so many ticks. */
    static double step(double[] range, int ticks) {
        double[] wide = widened(range);
        double raw = (wide[1] - wide[0]) / ticks;
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        double part = raw / power;
        return power * (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10);
    }

    /** Digits after the point that a step needs. */
    static int digits(double step) {
        return (int) Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
    }

    static String decimal(double value, int digits) {
        String text = String.format(Locale.ROOT, "%." + digits + "f", value);
        return text.matches("-0(\\.0*)?") ? text.substring(1) : text;
    }

    private static double[] widened(double[] range) {
        return range[1] > range[0] ? range : new double[]{ range[0] - 0.05, range[1] + 0.05 };
    }
}
