package dev.shaker.kafka;

import java.util.Optional;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedForMessageFormatException;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/**
 * Which failures to send mean that the broker will never take a record as it is: one that is too large, a topic whose name or
 * configuration forbids it, or who writes. What is refused to the process as a whole, its
 * login for instance, is no record's fault and none of them.
 */
final class Refusals {
    private Refusals() {
    }

    /** @return why the record will never arrive, empty where another attempt may succeed */
    static Optional<ShakerException> of(ProducerRecord<byte[], byte[]> record, Exception failure) {
        return switch (failure) {
            case RecordTooLargeException _,RecordBatchTooLargeException _ -> Optional.of(refusal(
                    ErrorCode.EVENT_TOO_LARGE, record, failure,
                    "raise max.message.bytes of the topic and put the event back"));
            case TopicAuthorizationException _ -> Optional.of(refusal(ErrorCode.EVENT_REFUSED, record, failure,
                    "let this user write to the topic and put the event back"));
            case InvalidTopicException _,InvalidRecordException _,UnsupportedForMessageFormatException _,PolicyViolationException _,SerializationException _,IllegalArgumentException _ ->
                Optional.of(
                        refusal(ErrorCode.EVENT_REFUSED, record, failure, "mend the topic and put the event back"));
            case InvalidConfigurationException e when e.getClass() == InvalidConfigurationException.class ->
                Optional.of(
                        refusal(ErrorCode.EVENT_REFUSED, record, failure, "mend the topic and put the event back"));
            default -> Optional.empty();
        };
    }

    private static ShakerException refusal(ErrorCode code, ProducerRecord<byte[], byte[]> record, Exception failure,
            String remedy) {
        return new ShakerException(code,
                "the broker refuses a record for " + record.topic() + ": " + failure.getMessage() + "; " + remedy,
                failure).with("topic", record.topic());
    }
}
