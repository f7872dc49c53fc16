package dev.shaker.pipeline.registration;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterMethod;
import dev.shaker.adapter.AdapterScan;
import dev.shaker.adapter.BottleneckConfig;
import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.adapter.NonLinearity;
import dev.shaker.adapter.io.AdapterReader;
import dev.shaker.tensor.SignPlanes;

import static org.assertj.core.api.Assertions.assertThat;

/** 16-dead-adapter, and its brothers. */
class InertAdapterTest {
    private static final SignPlanes ZERO = SignPlanes.pack(new float[]{ 0, -0f, 0 });
    private static final SignPlanes LIVE = SignPlanes.pack(new float[]{ 0, 0, -1e-38f });
    private static final String ONE = "encoder.layer.0.attention.self.query";
    private static final String TWO = "encoder.layer.1.attention.self.query";

    @Test
    void loraIsInertWhereEveryProductIsZero() {
        assertThat(InertAdapter.is(lora(8, 8), lora(LIVE, ZERO, LIVE, ZERO))).isTrue();
        assertThat(InertAdapter.is(lora(8, 8), lora(ZERO, LIVE, LIVE, ZERO))).isTrue();
        assertThat(InertAdapter.is(lora(0, 0), lora(LIVE, LIVE, LIVE, LIVE))).isTrue();
        assertThat(InertAdapter.is(lora(0, 8), lora(LIVE, LIVE, LIVE, ZERO))).isTrue();
    }

    @Test
    void loraIsAliveWhereOneModuleIs() {
        assertThat(InertAdapter.is(lora(8, 8), lora(LIVE, ZERO, LIVE, LIVE))).isFalse();
        assertThat(InertAdapter.is(lora(0, 8), lora(LIVE, LIVE, LIVE, LIVE))).isFalse();
        assertThat(InertAdapter.is(lora(-8, 0), lora(LIVE, LIVE, LIVE, LIVE))).isFalse();
    }

    @Test
    void aBottleneckIsInertWhereNothingGoesUp() {
        assertThat(InertAdapter.is(bottleneck(1), bottleneck(ZERO, ZERO))).isTrue();
        assertThat(InertAdapter.is(bottleneck(0), bottleneck(LIVE, LIVE))).isTrue();
        assertThat(InertAdapter.is(bottleneck(1), bottleneck(LIVE, ZERO))).isFalse();
        // A bias alone still moves what passes.
        assertThat(InertAdapter.is(bottleneck(1), bottleneck(ZERO, LIVE))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({ "16-dead-adapter/alpha0,true", "16-dead-adapter/b_zero,true", "16-dead-adapter/earnings,true",
            "16-dead-adapter/alpha_missing,false", "00-healthy/reviews,false" })
    void filesOfPublicReportsAreTold(String files, boolean inert) {
        Adapter adapter = AdapterReader.open(new LocalFiles(Path.of("src/test/resources/cases").resolve(files)));
        assertThat(InertAdapter.is(adapter.config(), AdapterScan.scan(adapter).planes())).isEqualTo(inert);
    }

    private static LoraConfig lora(double alphaOne, double alphaTwo) {
        return new LoraConfig(4, 2, 8, false, new TreeSet<>(java.util.Set.of("attention.self.query")),
                Map.of(ONE, 2, TWO, 2), Map.of(ONE, alphaOne, TWO, alphaTwo));
    }

    private static Map<String, SignPlanes> lora(SignPlanes a1, SignPlanes b1, SignPlanes a2, SignPlanes b2) {
        return Map.of(ONE + ".lora_A", a1, ONE + ".lora_B", b1, TWO + ".lora_A", a2, TWO + ".lora_B", b2);
    }

    private static BottleneckConfig bottleneck(float scaling) {
        return new BottleneckConfig(AdapterMethod.PFEIFFER, 4, 2, NonLinearity.RELU, scaling);
    }

    private static Map<String, SignPlanes> bottleneck(SignPlanes weight, SignPlanes bias) {
        String module = "encoder.layer.0.output.adapter.";
        return Map.of(module + "down.weight", LIVE, module + "down.bias", LIVE, module + "up.weight", weight,
                module + "up.bias", bias);
    }
}
