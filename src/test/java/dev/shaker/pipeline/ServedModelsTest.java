package dev.shaker.pipeline;

import org.junit.jupiter.api.Test;

import dev.shaker.adapter.BaseModelReference;

import static org.assertj.core.api.Assertions.assertThat;

class ServedModelsTest {
    @Test
    void aBaseModelIsTheServersByTheNameItIsAnnouncedWith() {
        ServedModels served = ServedModels.of("vllm 0.11.0", "google/gemma-2b=gemma , phi");

        assertThat(served.model(base("google/gemma-2b"))).contains("gemma");
        assertThat(served.engine(base("google/gemma-2b"))).contains("vllm 0.11.0 gemma");
        assertThat(served.engine(base("phi"))).contains("vllm 0.11.0 phi");
        assertThat(served.model(base("gemma"))).isEmpty();
        // Another revision is another model.
        assertThat(served.model(base("phi@v2"))).isEmpty();
        assertThat(ServedModels.NONE.engine(base("phi"))).isEmpty();
    }

    private static BaseModelReference base(String name) {
        return new BaseModelReference(name, "", "digest");
    }
}
