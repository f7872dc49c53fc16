package dev.shaker.tensor;

import java.math.BigDecimal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.event.Json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** One mapper: what it refuses everywhere, and what differs between files and events. */
class JsonTextTest {
    @ParameterizedTest
    @ValueSource(strings = { "{\"a\": 1, \"a\": 2}", "{} {}", "{\"a\": ", "DEEP" })
    void aDocumentThatTwoReadersWouldReadDifferentlyIsRefusedAsFileAndAsEvent(String text) {
        String document = text.equals("DEEP") ? "[".repeat(65) + "]".repeat(65) : text;
        assertThatThrownBy(() -> file(document)).isInstanceOf(ShakerException.class)
                .extracting(e -> ((ShakerException) e).code()).isEqualTo(ErrorCode.ADAPTER_CONFIG_INVALID);
        assertThatThrownBy(() -> Json.tree(document)).isInstanceOf(ShakerException.class)
                .extracting(e -> ((ShakerException) e).code()).isEqualTo(ErrorCode.EVENT_MALFORMED);
    }

    @Test
    void pythonsNumbersAreReadFromFilesAlone() throws JsonProcessingException {
        assertThat(file("{\"a\": NaN}").path("a").doubleValue()).isNaN();
        assertThatThrownBy(() -> Json.tree("{\"a\": NaN}")).isInstanceOf(ShakerException.class);
        assertThatThrownBy(() -> JsonText.mapper().readTree("{\"a\": NaN}"))
                .isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void decimalsAreExactInEventsAndWrittenWithoutAnExponent() {
        assertThat(Json.tree("{\"a\": 0.10}").path("a").decimalValue()).isEqualTo(new BigDecimal("0.10"));
        assertThat(Json.text(new BigDecimal("1E-7"))).isEqualTo("0.0000001");
    }

    @Test
    void anEventIsAtMostEightMegabytes() {
        String document = "[\"" + "x".repeat(Json.MAX_BYTES) + "\"]";
        assertThatThrownBy(() -> Json.tree(document)).isInstanceOf(ShakerException.class)
                .hasMessageContaining("at most " + Json.MAX_BYTES);
    }

    private static JsonNode file(String text) {
        return JsonText.parse(ErrorCode.ADAPTER_CONFIG_INVALID, "adapter_config.json", text.getBytes(UTF_8));
    }
}
