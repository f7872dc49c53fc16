package dev.shaker.mixture.prune;

import dev.shaker.adapter.AdapterLayer;

/** Zeroes what is dropped of a layer. */
interface Cut {
    Cut NOTHING = (_, _) -> 0;

    /**
     * @param values of the layer, row-major, as stored; changed in place
     * @return how many were dropped
     */
    long apply(AdapterLayer layer, float[] values);
}
