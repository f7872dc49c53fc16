package dev.shaker.fsd;

/** One cell of a row of the matrix: the other adapter and the counts against it. */
public record FsdCell(String domain, String adapterId, PairConflicts counts) {}
