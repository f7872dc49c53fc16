package dev.shaker.store;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class S3LocationTest {
    @Property
    void whatIsWrittenIsReadBack(
            @ForAll @Size(min = 1, max = 5) java.util.List<@AlphaChars @StringLength(min = 1, max = 9) String> parts) {
        S3Location location = new S3Location("some-bucket", String.join("/", parts));

        assertThat(S3Location.parse(location.toString(), "other")).isEqualTo(location);
        assertThat(location.asPrefix().asPrefix()).isEqualTo(location.asPrefix());
        assertThat(location.resolve("a.bin").toString()).isEqualTo(location + "/a.bin");
    }

    @Test
    void aKeyWithoutSchemeIsInTheOwnBucket() {
        assertThat(S3Location.parse("mixtures/x/", "own")).isEqualTo(new S3Location("own", "mixtures/x/"));
    }

    @Test
    void aBucketAloneIsItsWhole() {
        assertThat(S3Location.parse("s3://bucket", "own")).isEqualTo(S3Location.parse("s3://bucket/", "own"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "/etc/passwd", "http://host/x", "s3://", "s3://B_/x", "s3://ab", "s3://a..b/x",
            "s3://bucket//x", "s3://bucket/a/../b", "s3://bucket/./a", "s3://bucket/a//", "s3://bucket/a\u0000b" })
    void whatIsNoLocationIsRefusedByName(String text) {
        assertThatThrownBy(() -> S3Location.parse(text, "own")).isInstanceOf(ShakerException.class)
                .hasMessageContaining(text)
                .satisfies(e -> assertThat(((ShakerException) e).code()).isEqualTo(ErrorCode.LOCATION_INVALID));
    }
}
