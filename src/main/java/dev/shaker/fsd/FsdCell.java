package dev.shaker.fsd;

import dev.shaker.adapter.AdapterId;

/** One cell of a row of the matrix: the other adapter and the counts against it. */
public record FsdCell(String domain, AdapterId adapterId, PairConflicts counts) {}
