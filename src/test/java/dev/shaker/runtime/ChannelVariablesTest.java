package dev.shaker.runtime;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.smallrye.reactive.messaging.annotations.ConnectorAttribute;
import io.smallrye.reactive.messaging.kafka.KafkaConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class ChannelVariablesTest {
    private final ChannelVariables variables = new ChannelVariables(
            Arrays.stream(KafkaConnector.class.getAnnotationsByType(ConnectorAttribute.class))
                    .map(ConnectorAttribute::name).toList());

    @ParameterizedTest
    @CsvSource({ "TRAIN_COMPLETED_MAX_POLL_RECORDS, train_completed.max.poll.records",
            "EVALUATION_REQUEST_COMMIT_STRATEGY, evaluation_request.commit-strategy",
            "MIXTURE_REQUEST_GROUP_INSTANCE_ID, mixture_request.group.instance.id",
            "SWEEP_REQUEST_THROTTLED_UNPROCESSED_RECORD_MAX_AGE_MS, sweep_request.throttled.unprocessed-record-max-age.ms",
            "RESULTS_FETCH_MIN_BYTES, results.fetch.min.bytes" })
    void aVariableIsThePropertyThatItMeans(String variable, String property) {
        assertThat(variables.properties(Map.of("MP_MESSAGING_INCOMING_" + variable, "7")))
                .containsEntry("mp.messaging.incoming." + property, "7");
    }

    @Test
    void theChannelThatIsOnlyGuessedStaysShut() {
        assertThat(variables.properties(Map.of("MP_MESSAGING_INCOMING_TRAIN_COMPLETED_MAX_POLL_RECORDS", "7", "PATH",
                "/bin"))).containsEntry("mp.messaging.incoming.train.connector", "smallrye-kafka")
                .containsEntry("mp.messaging.incoming.train.enabled", "false").hasSize(3);
        assertThat(variables.properties(Map.of("MP_MESSAGING_INCOMING_RESULTS_GROUP_ID", "mine"))).hasSize(1);
    }

    @Test
    void aVariableOfNoChannelIsRefusedWithTheChannelsThereAre() {
        ShakerException refused = catchThrowableOfType(ShakerException.class,
                () -> variables.properties(Map.of("MP_MESSAGING_INCOMING_TRAIN_COMPLETE_MAX_POLL_RECORDS", "7")));
        assertThat(refused.code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID);
        assertThat(refused).hasMessageContaining("MP_MESSAGING_INCOMING_TRAIN_COMPLETE_MAX_POLL_RECORDS")
                .hasMessageContaining("train_completed");
    }

    @Test
    void namesOfOptionsAreTakenFromWhereTheyAreSet() {
        assertThat(ChannelVariables.options(List.of("mp.messaging.incoming.results.commit-strategy", "quarkus.x",
                "mp.messaging.incoming.train.completed.max.poll"))).containsExactly("commit-strategy");
    }
}
