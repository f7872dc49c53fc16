package dev.shaker.pipeline.registration;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;

import dev.shaker.Named;
import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterFormat;
import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.adapter.SpaceSignature;
import dev.shaker.adapter.Tensors;
import dev.shaker.adapter.UpdateSample;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.TensorShape;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RegistrationMemoryTest {
    private static final Adapter LARGE = adapter(16, 14_336, 4096);
    private static final SpaceSignature EXACT = SpaceSignature.of(LARGE, "d");

    @Test
    void whatAnExactSpaceWouldTakeIsRefusedBeforeATensorIsReadAndASampledOneTakesIt() {
        // 14.0 + 0.1 MiB of planes, twice, and 1.8 MiB for the larger factor
        long limit = 29L << 20;

        assertThatThrownBy(() -> RegistrationMemory.check(LARGE, Named.domain("law"), EXACT, limit))
                .isInstanceOf(ShakerException.class).hasMessageContaining("'law'").hasMessageContaining("14 MiB")
                .hasMessageContaining("registration-memory").hasMessageContaining("new space").extracting("code")
                .isEqualTo(ErrorCode.ADAPTER_TOO_LARGE);
        assertThatCode(
                () -> RegistrationMemory.check(LARGE, Named.domain("law"),
                        EXACT.sampling(new UpdateSample(1 << 20, 1), 1L << 40),
                        limit))
                .doesNotThrowAnyException();
    }

    @Test
    void whatIsTooLargeThoughSampledIsToldToLowerTheSample() {
        assertThatThrownBy(
                () -> RegistrationMemory.check(LARGE, Named.domain("law"),
                        EXACT.sampling(new UpdateSample(1 << 24, 1), 1L << 40),
                        8L << 20))
                .hasMessageContaining("update-elements");
    }

    private static Adapter adapter(int rank, int out, int in) {
        List<AdapterLayer> layers = List.of(new AdapterLayer("m.lora_A", TensorShape.of(rank, in), "a"),
                new AdapterLayer("m.lora_B", TensorShape.of(out, rank), "b"));
        Tensors unread = new Tensors() {
            @Override
            public List<AdapterLayer> layers() {
                return layers;
            }

            @Override
            public float[] read(AdapterLayer layer) {
                throw new AssertionError("read too early");
            }
        };
        return new Adapter("there", AdapterFormat.PEFT, "law", "", new LoraConfig(0, rank, rank, false,
                new TreeSet<>(), Map.of("m", rank), Map.of("m", (double) rank)), unread, Optional.empty());
    }
}
