package dev.shaker.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.ByteSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class S3ByteSourceTest {
    private static final int SIZE = 1000;
    private static final int READ_AHEAD = 100;

    private final byte[] content = new byte[SIZE];
    private final MemoryObjectStore objects = new MemoryObjectStore();
    private final ByteSource source;

    S3ByteSourceTest() {
        new Random(7).nextBytes(content);
        objects.objects.put("s3://shaker/a/x.bin", content);
        source = new S3AdapterStore(objects, READ_AHEAD).open("s3://shaker/a/").open("x.bin");
        objects.requests.clear();
    }

    @Property
    void everyRangeIsTheRangeOfTheObject(@ForAll @IntRange(max = SIZE) int a, @ForAll @IntRange(max = SIZE) int b,
            @ForAll @IntRange(max = SIZE) int c, @ForAll @IntRange(max = SIZE) int d) {
        for (int[] range : new int[][]{ { a, b }, { c, d } }) {
            int from = Math.min(range[0], range[1]);
            int to = Math.max(range[0], range[1]);

            ByteBuffer bytes = source.read(from, to - from);

            byte[] read = new byte[bytes.remaining()];
            bytes.get(read);
            assertThat(read).isEqualTo(Arrays.copyOfRange(content, from, to));
        }
    }

    @Test
    void manySmallReadsAreOneRequest() {
        for (int at = 0; at < READ_AHEAD; at += 10) {
            source.read(at, 10);
        }

        assertThat(objects.requests).containsExactly("0+100");
    }

    @Test
    void aLargeReadAsksForItsRangeAndNoMore() {
        source.read(300, 400);

        assertThat(objects.requests).containsExactly("300+400");
    }

    @Test
    void theReadAheadEndsWithTheObject() {
        source.read(995, 5);

        assertThat(objects.requests).containsExactly("995+5");
    }

    @Test
    void theBufferIsLittleEndianAndTheCallersOwn() {
        ByteBuffer first = source.read(0, 8);
        first.put(0, (byte) ~content[0]);

        ByteBuffer second = source.read(0, 8);

        assertThat(second.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
        assertThat(second.get(0)).isEqualTo(content[0]);
    }

    @Test
    void aRangePastTheEndIsATruncatedFile() {
        assertThatThrownBy(() -> source.read(990, 11)).isInstanceOfSatisfying(ShakerException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.TENSOR_FILE_TRUNCATED);
            assertThat(e).hasMessageContaining("s3://shaker/a/x.bin").hasMessageContaining("1000 bytes");
        });
        assertThat(objects.requests).isEmpty();
    }
}
