package dev.shaker.pipeline;

import java.util.List;
import java.util.Map;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import org.junit.jupiter.api.Test;

import dev.shaker.Named;
import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.adapter.UpdateSample;
import dev.shaker.adapter.io.AdapterReader;
import dev.shaker.fsd.PairConflicts;
import dev.shaker.fsd.PairCounter;
import dev.shaker.fsd.UpdatePlanes;
import dev.shaker.stack.StackResource;
import dev.shaker.tensor.SignPlanes;
import dev.shaker.web.OpenApiDocument;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

/** A space whose updates are larger than what it counts whole, from events to REST. */
@QuarkusTest
@TestProfile(SampledSpaceTest.Small.class)
@WithTestResource(StackResource.class)
class SampledSpaceTest extends PipelineFixture {
    private static final UpdateSample SAMPLE = new UpdateSample(8192, 1);
    private static final List<String> DOMAINS = List.of("answers", "films", "posts");

    /** The sample's modules are 128 x 128. */
    public static final class Small implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("shaker.fsd.update-elements", "8192");
        }
    }

    SampledSpaceTest() {
        super();
    }

    @Test
    void rowPairAndAdviceCarryThatTheyAreSampledAndHowFarTheyMayBeOff() {
        // When
        publishAll("lora", DOMAINS);

        // Then
        PairConflicts expected = PairCounter.count(update("films", SAMPLE), update("answers", SAMPLE), Basis.UPDATE)
                .orElseThrow();
        PairConflicts exact = PairCounter.count(whole("films"), whole("answers"), Basis.UPDATE).orElseThrow();
        assertThat(expected.total()).isEqualTo(exact.total());
        assertThat(expected.fsd().toDouble()).isCloseTo(exact.fsd().toDouble(),
                offset(4 * expected.sampling().orElseThrow().standardError()));
        assertThat(adapters.current(Named.space(space))).extracting(RegisteredAdapter::updatePlanes)
                .allSatisfy(planes -> assertThat(planes).endsWith("/update-8192-1.planes"));
        JsonPath pair = get("fsd/films/answers?basis=update");
        assertThat(pair.getLong("conflicts")).isEqualTo(expected.conflicts());
        assertThat(pair.getLong("sampling.positions")).isEqualTo(8 * 8192);
        assertThat(pair.getDouble("sampling.standardError"))
                .isCloseTo(expected.sampling().orElseThrow().standardError(), offset(1e-7));
        assertThat(pair.getDouble("sampling.low")).isLessThan(pair.getDouble("fsd"));
        assertThat(pair.getDouble("layers[0].sampling.high")).isGreaterThan(pair.getDouble("layers[0].fsd"));
        JsonPath row = get("fsd/rows/answers?basis=update");
        assertThat(row.getLong("items[0].conflicts")).isEqualTo(expected.conflicts());
        assertThat(row.getDouble("items[0].sampling.standardError"))
                .isCloseTo(expected.sampling().orElseThrow().standardError(), offset(1e-7));
        // The later one's row holds the counts, and the earlier one's is read from it.
        assertThat(get("fsd/rows/films?basis=update").getLong("items[0].sampling.positions")).isEqualTo(8 * 8192);
        assertThat(get("fsd/rows/answers").getMap("items[0]")).doesNotContainKey("sampling");
        JsonPath advice = get("advice?members=answers,films");
        assertThat(advice.getDouble("pairs[0].update.sampling.standardError"))
                .isCloseTo(expected.sampling().orElseThrow().standardError(), offset(1e-7));
        assertThat(advice.getMap("pairs[0].factors")).doesNotContainKey("sampling");
        OpenApiDocument document = OpenApiDocument.read();
        for (String path : List.of("fsd/films/answers?basis=update", "fsd/rows/films?basis=update")) {
            String address = "/api/v1/spaces/" + space + "/" + path;
            assertThat(document.faults("GET", address, given().get(address))).isEmpty();
        }
    }

    private static Map<String, SignPlanes> update(String domain, UpdateSample sample) {
        Adapter adapter = open(domain);
        return UpdatePlanes.of((LoraConfig) adapter.config(), adapter.body(), java.util.Optional.of(sample));
    }

    private static Map<String, SignPlanes> whole(String domain) {
        Adapter adapter = open(domain);
        return UpdatePlanes.of((LoraConfig) adapter.config(), adapter.body());
    }

    private static Adapter open(String domain) {
        return AdapterReader.open(new LocalFiles(java.nio.file.Path.of("src/sample/lora/" + domain)));
    }

    private JsonPath get(String path) {
        return given().get("/api/v1/spaces/" + space + "/" + path).then().statusCode(200).extract().jsonPath();
    }
}
