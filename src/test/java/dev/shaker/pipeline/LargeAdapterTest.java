package dev.shaker.pipeline;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;

import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;

import com.sun.management.OperatingSystemMXBean;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import org.junit.jupiter.api.Test;

import dev.shaker.Named;
import dev.shaker.adapter.Announcement;
import dev.shaker.adapter.Announcement.Outcome;
import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.event.Envelope;
import dev.shaker.event.TrainCompleted;
import dev.shaker.stack.StackResource;
import dev.shaker.tensor.Narrowing;
import dev.shaker.tensor.SafetensorsWriter;
import dev.shaker.tensor.SignPlaneFile;
import dev.shaker.tensor.SignPlanes;
import dev.shaker.tensor.TensorInfo;
import dev.shaker.tensor.TensorShape;
import dev.shaker.tensor.TensorType;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Registration of adapters of a decoder's size as a whole, from its event to its outcome, on the real broker, database and store:
 * alone, and in a space of so many of them. Short where {@code -Dshaker.test.decoder=1000} does not ask for Llama-3-8B's q_proj and v_proj at
 * rank 16 and 1,000 adapters ({@code -Dshaker.test.decoder.all=true}: all linear modules). Weights are synthetic, in bfloat16. The many are
 * rows in the database whose planes are {@link #DISTINCT} objects in the store, more than are kept in memory, each read anew.
 */
@QuarkusTest
@WithTestResource(StackResource.class)
class LargeAdapterTest extends PipelineFixture {
    private static final int DISTINCT = 12;
    private static final int RANK = 16;
    private static final Duration LONG = Duration.ofMinutes(10);

    @Inject
    EntityManager entities;

    private final int size = Integer.getInteger("shaker.test.decoder", 20);
    private final boolean whole = Integer.getInteger("shaker.test.decoder") != null;

    LargeAdapterTest() {
        super();
    }

    @Test
    void anAdapterOfADecodersSizeIsRegisteredAloneAndAmongMany() throws Exception {
        // Given
        double[] alone = publish("one", 1);
        double[] second = publish("two", 2);
        RegisteredAdapter first = adapters.current(Named.space(space)).getFirst();
        long planes = bytes(first.updatePlanes());
        fill(first);

        // When
        double[] among = publish("three", 3);

        // Then
        assertThat(given().get("/api/v1/spaces/" + space + "/fsd/rows/three?basis=update&limit=1").then()
                .statusCode(200).extract().jsonPath().getList("items")).hasSize(1);
        JsonPath pair = given().get("/api/v1/spaces/" + space + "/fsd/one/two?basis=update").then().statusCode(200)
                .extract().jsonPath();
        if (whole) {
            assertThat(planes).isLessThan(15_200_000L);
            assertThat(pair.getDouble("sampling.standardError")).isLessThan(0.001);
        }
        System.out.printf(Locale.ROOT,
                "DECODER %d modules, file %.1f MB, update planes %.1f MB: first %.2f s (%.2f s of processors), second "
                        + "%.2f s (%.2f s), among %d %.2f s (%.2f s); heap %d MB; FSD %s, standard error %s%n",
                modules().size(), bytes(store.locate("test/decoder/1/adapter_model.safetensors")) / 1e6, planes / 1e6,
                alone[0], alone[1], second[0], second[1], size, among[0], among[1], heap(), pair.getString("fsd"),
                pair.getString("sampling.standardError"));
    }

    /** [out,in] by name. */
    private Map<String, int[]> modules() {
        int hidden = whole ? 4096 : 256;
        int grouped = hidden / 4;
        int inner = hidden * 7 / 2;
        Map<String, int[]> modules = new TreeMap<>();
        for (int i = 0; i < (whole ? 32 : 2); i++) {
            String layer = "model.layers." + i + ".";
            modules.put(layer + "self_attn.q_proj", new int[]{ hidden, hidden });
            modules.put(layer + "self_attn.v_proj", new int[]{ grouped, hidden });
            if (Boolean.getBoolean("shaker.test.decoder.all")) {
                modules.put(layer + "self_attn.k_proj", new int[]{ grouped, hidden });
                modules.put(layer + "self_attn.o_proj", new int[]{ hidden, hidden });
                modules.put(layer + "mlp.gate_proj", new int[]{ inner, hidden });
                modules.put(layer + "mlp.up_proj", new int[]{ inner, hidden });
                modules.put(layer + "mlp.down_proj", new int[]{ hidden, inner });
            }
        }
        return modules;
    }

    /** Uploads an adapter, then seconds by the clock and of all processors from its event to its outcome. */
    private double[] publish(String domain, long seed) throws IOException {
        String location = store.locate("test/decoder/" + seed + "/");
        try (OutputStream out = store.sink(location).create("adapter_config.json")) {
            out.write(("{\"peft_type\": \"LORA\", \"task_type\": \"CAUSAL_LM\", \"r\": " + RANK
                    + ", \"lora_alpha\": 32,"
                    + " \"base_model_name_or_path\": \"synthetic/decoder\", \"target_modules\": \"all-linear\"}")
                    .getBytes(StandardCharsets.UTF_8));
        }
        List<TensorInfo> infos = new ArrayList<>();
        modules().forEach((module, shape) -> {
            String name = "base_model.model." + module + ".lora_";
            infos.add(new TensorInfo(name + "A.weight", TensorType.BF16, TensorShape.of(RANK, shape[1])));
            infos.add(new TensorInfo(name + "B.weight", TensorType.BF16, TensorShape.of(shape[0], RANK)));
        });
        try (OutputStream out = store.sink(location).create("adapter_model.safetensors")) {
            SafetensorsWriter.writeRaw(out, infos, Map.of("format", "pt"),
                    info -> List.of(Narrowing.bytes(TensorType.BF16, values(info, seed))));
        }
        Envelope<TrainCompleted> event = new Envelope<>(UUID.randomUUID().toString(), "/tests", Instant.now(),
                new TrainCompleted(space, new TrainCompleted.Domain(domain, List.of(), null, null, null),
                        new TrainCompleted.AdapterFiles(location, Map.of()),
                        new TrainCompleted.BaseModel("synthetic/decoder", null, null), null, null, Map.of()));
        long processors = processors();
        long start = System.nanoTime();
        wire.send(event);
        Announcement outcome = await().pollInterval(Duration.ofMillis(5)).atMost(LONG)
                .until(() -> adapters.announcement(event.source(), event.id()), Optional::isPresent).orElseThrow();
        double[] seconds = { (System.nanoTime() - start) / 1e9, (processors() - processors) / 1e9 };
        assertThat(outcome.outcome()).as(outcome.message()).isEqualTo(Outcome.REGISTERED);
        return seconds;
    }

    /** A part that all have and a part of its own. */
    private static float[] values(TensorInfo info, long seed) {
        SplittableRandom common = new SplittableRandom(info.name().hashCode());
        SplittableRandom own = new SplittableRandom(info.name().hashCode() + 31 * seed);
        float[] values = new float[Math.toIntExact(info.shape().elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (common.nextGaussian() + own.nextGaussian());
        }
        return values;
    }

    private void fill(RegisteredAdapter like) throws IOException {
        List<String> updates = new ArrayList<>();
        List<String> factors = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(17);
        String updatePlanes = java.util.Objects.requireNonNull(like.updatePlanes());
        for (int i = 0; i < Math.min(size, DISTINCT); i++) {
            updates.add(others("update", i, updatePlanes, random));
            factors.add(others("signs", i, like.planes(), random));
        }
        QuarkusTransaction.requiringNew().timeout(600).run(() -> {
            String columns = (String) entities.createNativeQuery(
                    """
                            select string_agg(column_name, ', ') from information_schema.columns where table_name = 'adapter' and
                            column_name not in ('registration', 'domain', 'adapter_id', 'slot', 'planes', 'update_planes')""")
                    .getSingleResult();
            entities.createNativeQuery("insert into adapter (domain, adapter_id, slot, planes, update_planes, "
                    + columns
                    + ") select 'copy-' || n, encode(sha256(cast(:space || n as bytea)), 'hex'), s.slots + n - 1,"
                    + " (cast(:factors as text[]))[1 + n % :distinct], (cast(:updates as text[]))[1 + n % :distinct], a."
                    + columns.replace(", ", ", a.") + " from generate_series(1, :size) n cross join space s join"
                    + " (select * from adapter where space = :space and status = 'REGISTERED' limit 1) a"
                    + " on a.space = s.name order by n").setParameter("space", space).setParameter("size", size - 2)
                    .setParameter("distinct", updates.size()).setParameter("factors", factors.toArray(String[]::new))
                    .setParameter("updates", updates.toArray(String[]::new)).executeUpdate();
            entities.createNativeQuery("update space set slots = slots + :size where name = :space")
                    .setParameter("size", size - 2).setParameter("space", space).executeUpdate();
        });
    }

    /** Planes of the same positions with other signs, as an object of their own. */
    private String others(String kind, int number, String location, SplittableRandom random) throws IOException {
        SequencedMap<String, SignPlanes> planes = new LinkedHashMap<>();
        SignPlaneFile.open(ObjectAt.open(store, location)).readAll().forEach((name, layer) -> {
            long[] sign = new long[layer.sign().length];
            for (int i = 0; i < sign.length; i++) {
                sign[i] = random.nextLong() & layer.nonZero()[i];
            }
            SignPlanes other = SignPlanes.of(layer.elements(), sign, layer.nonZero().clone());
            planes.put(name, layer.sample().map(other::asSampleOf).orElse(other));
        });
        String prefix = store.locate("planes/" + space + "-" + number + "/");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        SignPlaneFile.write(bytes, kind + number, planes);
        try (OutputStream out = store.sink(prefix).create(kind + ".planes")) {
            bytes.writeTo(out);
        }
        return prefix + kind + ".planes";
    }

    private long bytes(String location) {
        return ObjectAt.open(store, location).size();
    }

    private static long processors() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static long heap() {
        System.gc();
        return (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 20;
    }
}
