package dev.shaker.pipeline.registration;

import java.util.LinkedHashMap;
import java.util.SequencedMap;

import org.junit.jupiter.api.Test;

import dev.shaker.tensor.SignPlanes;

import static org.assertj.core.api.Assertions.assertThat;

class PlaneCacheTest {
    private static final long ONE = 160 + 16;

    private final PlaneCache cache = new PlaneCache(3 * ONE);

    @Test
    void aRowOfMoreThanFitsKeepsWhatFits() {
        for (int row = 0; row < 4; row++) {
            cache.nextRow();
            int found = 0;
            for (int i = 0; i < 5; i++) {
                if (cache.find("p" + i).isPresent()) {
                    found++;
                } else {
                    cache.keep("p" + i, planes());
                }
            }
            assertThat(found).isEqualTo(row == 0 ? 0 : 3);
        }
    }

    @Test
    void whatNoRowUsesAnyMoreMakesRoom() {
        cache.nextRow();
        cache.keep("old", planes());
        cache.keep("old too", planes());
        cache.nextRow();
        cache.nextRow();
        for (int i = 0; i < 3; i++) {
            cache.keep("p" + i, planes());
        }
        assertThat(cache.find("old")).isEmpty();
        assertThat(cache.find("p0")).isPresent();
        assertThat(cache.find("p2")).isPresent();
    }

    @Test
    void whatMovedIsFoundWhereItIs() {
        cache.keep("alone", planes());
        cache.move("alone", "pack#0+9");
        assertThat(cache.find("alone")).isEmpty();
        assertThat(cache.find("pack#0+9")).isPresent();
        assertThat(PlanePlace.of("s3://b/pack#0+9")).isEqualTo(new PlanePlace("s3://b/pack", 0, 9));
        assertThat(PlanePlace.of("s3://b/a#b").whole()).isTrue();
    }

    private static SequencedMap<String, SignPlanes> planes() {
        SequencedMap<String, SignPlanes> planes = new LinkedHashMap<>();
        planes.put("layer", SignPlanes.pack(new float[]{ 1, -1 }));
        return planes;
    }
}
