package dev.shaker.djl;

import java.util.function.Supplier;

import ai.djl.engine.EngineException;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/**
 * Failures of PyTorch's own code in the middle of work. What it is asked was checked before, so that these are the device's: its
 * memory is used up, its driver is gone, its context is broken and stays so for the rest of the process.
 */
final class DeviceFailures {
    private DeviceFailures() {
    }

    /** @throws ShakerException {@code DEVICE_FAILED} where PyTorch fails */
    static <T> T translated(TorchDevice device, Supplier<T> work) {
        try {
            return work.get();
        } catch (EngineException e) {
            throw new ShakerException(ErrorCode.DEVICE_FAILED,
                    "PyTorch failed on " + device.name() + " in the middle of an evaluation: " + e.getMessage(), e)
                    .with("device", device.name());
        }
    }
}
