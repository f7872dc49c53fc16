package dev.shaker.outbound;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.util.Optional;
import java.util.regex.Pattern;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.event.CloudEvents;
import dev.shaker.event.Envelope;
import dev.shaker.event.EventCodec;
import dev.shaker.event.VerdictReached;

/**
 * Posts a verdict as a CloudEvent in structured mode, with the headers of the Standard Webhooks specification. However often it
 * comes, its id ({@code webhook-id}, the event's own) and its body are the same.
 */
public final class Webhook implements VerdictTarget {
    private static final Pattern HEADER = Pattern.compile("[!-~]+");

    private final URI url;
    private final Optional<WebhookSignature> signature;
    private final OutboundCalls calls;
    private final Clock clock;
    private final EventCodec codec = new EventCodec();

    public Webhook(URI url, Optional<WebhookSignature> signature, OutboundCalls calls, Clock clock) {
        this.url = url;
        this.signature = signature;
        this.calls = calls;
        this.clock = clock;
    }

    @Override
    public void tell(Envelope<VerdictReached> verdict) {
        if (!HEADER.matcher(verdict.id()).matches()) {
            throw new ShakerException(ErrorCode.EVENT_INVALID, "the verdict's event has the id '" + verdict.id()
                    + "', which no header can hold: Shaker's own ids are letters, digits and '-'").with("field", "id");
        }
        byte[] body = codec.structured(verdict);
        long seconds = clock.instant().getEpochSecond();
        HttpRequest.Builder request = HttpRequest.newBuilder(url).header("Content-Type", CloudEvents.STRUCTURED_JSON)
                .header("webhook-id", verdict.id()).header("webhook-timestamp", Long.toString(seconds))
                .POST(BodyPublishers.ofByteArray(body));
        signature.ifPresent(
                present -> request.header("webhook-signature", present.of(verdict.id(), seconds, body)));
        calls.body(request.build());
    }
}
