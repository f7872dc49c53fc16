package dev.shaker.evaluation;

import java.util.Optional;

/**
 * Which rows an evaluation found right.
 *
 * @param plain of the rows as they are
 * @param underAttack of the same rows under the evaluation's attack, empty where it has none
 */
public record MeasuredRows(RowOutcomes plain, Optional<RowOutcomes> underAttack) {}
