package dev.shaker.kafka;

import java.util.stream.Stream;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownServerException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.shaker.error.ErrorCode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class RefusalsTest {
    private final ProducerRecord<byte[], byte[]> record = new ProducerRecord<>("shaker.accuracy", new byte[1]);

    @ParameterizedTest
    @MethodSource
    void whatStaysWrongWithTheRecordIsForGood(Exception failure, ErrorCode code) {
        assertThat(Refusals.of(record, failure)).hasValueSatisfying(refusal -> {
            assertThat(refusal.code()).isEqualTo(code);
            assertThat(refusal).hasMessageContaining("shaker.accuracy").hasMessageContaining("put the event back");
        });
    }

    static Stream<Arguments> whatStaysWrongWithTheRecordIsForGood() {
        return Stream.of(arguments(new RecordTooLargeException("2 MB"), ErrorCode.EVENT_TOO_LARGE),
                arguments(new InvalidTopicException("no such"), ErrorCode.EVENT_REFUSED),
                arguments(new InvalidRecordException("no key"), ErrorCode.EVENT_REFUSED),
                arguments(new TopicAuthorizationException("shaker.accuracy"), ErrorCode.EVENT_REFUSED),
                arguments(new IllegalArgumentException("Invalid partition: -1"), ErrorCode.EVENT_REFUSED));
    }

    @ParameterizedTest
    @MethodSource
    void whatPassesOrIsTheProcessesOwnFaultIsNot(Exception failure) {
        assertThat(Refusals.of(record, failure)).isEmpty();
    }

    static Stream<Exception> whatPassesOrIsTheProcessesOwnFaultIsNot() {
        return Stream.of(new TimeoutException("away"), new NotEnoughReplicasException("one is down"),
                new UnknownTopicOrPartitionException("not yet"), new UnknownServerException("a defect of the broker"),
                new ClusterAuthorizationException("no idempotent writes"), new SaslAuthenticationException("password"),
                new KafkaException("part of a batch with an invalid record"));
    }
}
