package dev.shaker.web.report;

import java.util.List;

/** A square table of numbers as coloured cells with the numbers in them. */
final class HeatMap {
    private static final double CELL = 44;
    private static final double HEAD = 96;

    private HeatMap() {
    }

    /**
     * @param values by row; NaN for a cell without a value
     * @param farthest the value of the strongest colour; where {@code diverging}, its negative has the other strongest one
     */
    static Picture of(List<String> names, double[][] values, double farthest, boolean diverging, String title) {
        int n = names.size();
        Svg svg = new Svg(HEAD + n * CELL + 2, HEAD + n * CELL + 2, title);
        for (int i = 0; i < n; i++) {
            svg.text(HEAD - 6, HEAD + i * CELL + CELL / 2 + 4, "end", "label", names.get(i));
            svg.upwards(HEAD + i * CELL + CELL / 2 + 4, HEAD - 6, "start", "label", names.get(i));
            for (int j = 0; j < n; j++) {
                double value = values[i][j];
                boolean absent = Double.isNaN(value);
                double strength = absent ? 0 : Math.clamp(value / farthest, -1, 1);
                svg.rectangle(HEAD + j * CELL, HEAD + i * CELL, CELL - 1.5, CELL - 1.5,
                        "cell;" + (absent ? "#eee" : colour(strength, diverging)), "");
                if (!absent) {
                    svg.text(HEAD + j * CELL + CELL / 2 - 1, HEAD + i * CELL + CELL / 2 + 4, "middle",
                            Math.abs(strength) > 0.6 ? "value light" : "value",
                            Plot.decimal(value * 100, 1));
                }
            }
        }
        return svg.end();
    }

    /** White at 0; towards red for more, where diverging towards blue for less. */
    private static String colour(double strength, boolean diverging) {
        int[] full = strength >= 0 || !diverging ? new int[]{ 178, 24, 43 } : new int[]{ 33, 102, 172 };
        double share = Math.abs(strength);
        StringBuilder colour = new StringBuilder("#");
        for (int part : full) {
            colour.append(String.format("%02x", Math.round(255 + (part - 255) * share)));
        }
        return colour.toString();
    }
}
