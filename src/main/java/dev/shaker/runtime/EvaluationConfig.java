package dev.shaker.runtime;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

import jakarta.validation.constraints.Pattern;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Evaluation workers. */
@ConfigMapping(prefix = "shaker.evaluation")
public interface EvaluationConfig {
    /** Where evaluations run: {@code cpu}, {@code gpu}, {@code gpu:1} or {@code auto} (a GPU where there is one). */
    @WithDefault("auto")
    @Pattern(regexp = "(?i)cpu|auto|gpu(:\\d{1,3})?", message = "cpu, gpu, gpu:N or auto")
    String device();

    /** Most rows of one forward pass. */
    @WithDefault("64")
    @Between(min = "1", max = "4096")
    int batchSize();

    /** Threads of one forward pass on a CPU; as many as there are cores where not set or 0. */
    @Between(min = "0", max = "1024")
    OptionalInt threads();

    /**
     * Numbers that weights and activations are held in: {@code float32}, or {@code float16}, which suits GPUs and is slow on
     * CPUs.
     */
    @WithDefault("float32")
    @Pattern(regexp = "(?i)float32|float16", message = "float32 or float16")
    String precision();

    /** Memory for token batches, and what was computed on them before the first adapter, that are kept between evaluations. */
    @WithDefault("256M")
    @Between(min = "0", max = "1T")
    MemorySize tokenMemory();

    /** How long an evaluation may stand still, from one batch of rows to the next, before the process counts as dead. */
    @WithDefault("15M")
    @Between(min = "1M", max = "7D")
    Duration standstillLimit();

    /** A server that runs base models for Shaker. */
    Server server();

    /** An OpenAI-compatible server that loads LoRA adapters while it serves, as vLLM does. */
    interface Server {
        /** Its address, {@code http://vllm:8000}; without one Shaker's own evaluator measures everything. */
        Optional<@HttpAddress URI> url();

        /** Its name and version, which it must say it has: {@code owned_by} of {@code /v1/models} and {@code /version}. */
        Optional<@Pattern(regexp = "\\S+ \\S+", message = "a name and a version, such as 'vllm 0.11.0'") String> engine();

        /** The base models that it runs, by the names they are announced with, with {@code =} and its own name where that is another. */
        Optional<@Pattern(regexp = ServerSettings.MODELS, message = "base models with the server's names behind, such as"
                + " 'gemma-2b,tiny/llama=llama'") String> models();

        /** A directory that it reads under the same path: adapters are written there while they are measured. */
        Optional<Path> directory();

        /** What it is shown as a bearer token. */
        Optional<String> key();

        /** Requests in flight at a time. */
        @WithDefault("32")
        @Between(min = "1", max = "4096")
        int requests();

        /** How long one answer may take. */
        @WithDefault("2M")
        @Between(min = "100ms", max = "1H")
        Duration timeout();
    }
}
