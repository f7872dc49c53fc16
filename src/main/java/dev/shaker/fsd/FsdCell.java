package dev.shaker.fsd;

import dev.shaker.adapter.AdapterId;
import dev.shaker.adapter.DomainName;

/** One cell of a row of the matrix: the other adapter and the counts against it. */
public record FsdCell(DomainName domain, AdapterId adapterId, PairConflicts counts) {}
