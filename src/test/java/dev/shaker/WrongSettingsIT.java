package dev.shaker;

import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** The built application with a setting that is not allowed: it says so in a line, and nothing else. */
class WrongSettingsIT {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "SHAKER_DELIVERY_DEATHS | 0 | shaker.delivery.deaths is '0', set by the environment variable SHAKER_DELIVERY_DEATHS; allowed is 1 to 100",
            "SHAKER_DELIVERY_PATIENCE | soon | shaker.delivery.patience is 'soon', set by the environment variable SHAKER_DELIVERY_PATIENCE; allowed is 1S to 7D, a duration such as 500ms, 30S, 15M, 2H or P30D",
            "SHAKER_ROLE | cook | shaker.role is 'cook'; set it to one of fsd, mixer, evaluator, gateway, all, migrate",
            "SHAKER_OUTBOUND_WEBHOOK_URL | https://a.example.org | shaker.outbound.webhook.url leads to the host 'a.example.org', and shaker.outbound.allowed-hosts names none: add the host there, or remove the address",
            "SHAKER_STORE_BUKET | x | the environment variable 'SHAKER_STORE_BUKET' is no setting; the nearest is 'SHAKER_STORE_BUCKET'; correct or remove it",
            "MP_MESSAGING_INCOMING_TRAIN_MAX_POLL_RECORDS | 7 | the environment variable 'MP_MESSAGING_INCOMING_TRAIN_MAX_POLL_RECORDS' sets an option of no channel; channels are adapter_withdrawn, evaluation_measured, evaluation_request, guided_request, mixture_request, results, sweep_request, train_completed, verdict_mlflow, verdict_webhook, and MP_MESSAGING_INCOMING_TRAIN_COMPLETED_MAX_POLL_RECORDS is an option of one" })
    void aWrongSettingIsOneLineAndTheEnd(String variable, String value, String line) throws Exception {
        // When
        Process process = Launched.application(Map.of(variable, value)).start();

        // Then
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(new String(process.getInputStream().readAllBytes(), UTF_8)).isEqualTo("shaker: " + line + "\n");
        assertThat(process.exitValue()).isEqualTo(2);
    }
}
