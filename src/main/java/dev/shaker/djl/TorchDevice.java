package dev.shaker.djl;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/**
 * The device that the encoder runs on. PyTorch's native library is loaded once for a class loader, on the first call; run
 * with {@code -Dai.djl.offline=true --enable-native-access=ALL-UNNAMED}.
 */
public final class TorchDevice {
    private static final Pattern CHOICE = Pattern.compile("cpu|auto|gpu(?::(\\d{1,3}))?");

    private final Engine engine;
    private final Device device;

    private TorchDevice(Engine engine, Device device) {
        this.engine = engine;
        this.device = device;
    }

    /**
     * @param choice {@code cpu}, {@code gpu}, {@code gpu:1} or {@code auto}, which takes the first GPU if there is one
     * @param threads of one operation on the CPU, 0 for as many as there are cores
     * @throws ShakerException {@code CONFIGURATION_INVALID}, {@code DEVICE_UNAVAILABLE}
     */
    public static TorchDevice open(String choice, int threads) {
        Matcher matcher = CHOICE.matcher(choice.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new ShakerException(ErrorCode.CONFIGURATION_INVALID,
                    "shaker.evaluation.device is '" + choice + "'; use cpu, gpu, gpu:N or auto")
                    .with("field", "shaker.evaluation.device");
        }
        if (threads < 0) {
            throw new ShakerException(ErrorCode.CONFIGURATION_INVALID,
                    "the number of threads is " + threads + "; use 0 for all cores or a positive number").with("field",
                            "shaker.evaluation.threads");
        }
        Engine engine = load();
        JniUtils.setNumThreads(threads == 0 ? Runtime.getRuntime().availableProcessors() : threads);
        int gpus = engine.getGpuCount();
        if (matcher.group().equals("cpu") || (matcher.group().equals("auto") && gpus == 0)) {
            return new TorchDevice(engine, Device.cpu());
        }
        int index = matcher.group(1) == null ? 0 : Integer.parseInt(matcher.group(1));
        if (index >= gpus) {
            throw new ShakerException(ErrorCode.DEVICE_UNAVAILABLE,
                    "shaker.evaluation.device is '" + choice + "' but PyTorch sees " + gpus
                            + " GPUs; check the driver and that the CUDA build of PyTorch is on the class path, or use auto")
                    .with("field", "shaker.evaluation.device");
        }
        return new TorchDevice(engine, Device.gpu(index));
    }

    /** {@code cpu} or {@code gpu:0}. */
    public String name() {
        return device.isGpu() ? "gpu:" + device.getDeviceId() : "cpu";
    }

    public boolean isGpu() {
        return device.isGpu();
    }

    /** Threads of one operation on the CPU. */
    public int threads() {
        return JniUtils.getNumThreads();
    }

    /**
     * How many threads the calling thread's operations are split over from now on.
     *
     * @param others what threads that PyTorch has not seen yet start with
     */
    synchronized void useThreads(int own, int others) {
        // What a thread has not asked for before it begins with would overwrite what is set here.
        if (JniUtils.getNumThreads() != own) {
            // PyTorch sets both at once: the number of the calling thread and the one that new threads begin with.
            Thread restorer = Thread.ofPlatform().daemon().name("threads")
                    .unstarted(() -> JniUtils.setNumThreads(others));
            JniUtils.setNumThreads(own);
            restorer.start();
            try {
                restorer.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** A manager whose arrays live on this device until it is closed. */
    NDManager newManager() {
        return engine.newBaseManager(device);
    }

    private static Engine load() {
        NativeEnvironment.letThreadsSleep();
        try {
            return Engine.getEngine("PyTorch");
        } catch (EngineException | LinkageError e) {
            throw new ShakerException(ErrorCode.DEVICE_UNAVAILABLE, "PyTorch's native library cannot be loaded: "
                    + e.getMessage() + "; it is unpacked to the directory of DJL_CACHE_DIR, which must be writable", e);
        }
    }
}
