package dev.shaker.pipeline;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Whether work in hand is still wanted: looked up every two seconds, and taken for granted in between. For one thread. */
public final class StillWanted implements BooleanSupplier {
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final BooleanSupplier lookup;
    private long looked = System.nanoTime();

    /** @param lookup as expensive as a query */
    public StillWanted(BooleanSupplier lookup) {
        this.lookup = lookup;
    }

    @Override
    public boolean getAsBoolean() {
        long now = System.nanoTime();
        if (now - looked < LOOK_NANOS) {
            return true;
        }
        looked = now;
        return lookup.getAsBoolean();
    }
}
