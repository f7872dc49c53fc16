package dev.shaker.fsd;

import dev.shaker.identity.AdapterId;
import dev.shaker.identity.DomainName;

/** One cell of a row of the matrix: the other adapter and the counts against it. */
public record FsdCell(DomainName domain, AdapterId adapterId, PairConflicts counts) {}
