package dev.shaker.pipeline.registration;

import dev.shaker.adapter.UpdateSample;

/**
 * How sign planes are made and kept.
 *
 * @param memory bytes of sign planes that are kept in memory
 * @param pack how many objects of sign planes of one space are packed into one
 * @param registration bytes that the registration of one adapter may take
 * @param updateElements elements of a module's update up to which a new space counts all
 * @param adapterElements elements of all updates of its first adapter that a new space counts at most
 */
public record PlaneSettings(long memory, int pack, long registration, int updateElements, long adapterElements) {
    /** Of every new space: the same positions let one object of planes serve an adapter in several spaces. */
    private static final long SEED = 1;

    UpdateSample sample() {
        return new UpdateSample(updateElements, SEED);
    }
}
