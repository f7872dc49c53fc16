package dev.shaker.evaluation.paired;

/** From where to where a quantity lies, both ends included. */
public record Interval(double low, double high) {
    public boolean contains(double value) {
        return low <= value && value <= high;
    }
}
