package dev.shaker.pipeline.registration;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.Announcement;
import dev.shaker.adapter.Announcement.Outcome;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.event.AdapterRejected;
import dev.shaker.event.AdapterWithdrawn;
import dev.shaker.event.Envelope;
import dev.shaker.event.Failure;
import dev.shaker.identity.AdapterId;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.SpaceName;
import dev.shaker.pipeline.EffectOnce;
import dev.shaker.pipeline.EventHandler;
import dev.shaker.pipeline.Outbox;
import dev.shaker.pipeline.SpaceLedger;
import dev.shaker.pipeline.SpaceLedger.Current;
import dev.shaker.pipeline.SpaceLedger.SpaceState;
import dev.shaker.pipeline.SpaceLedger.Withdrawn;

/**
 * Works adapter-withdrawn events: the domain's adapter is current no more, its row leaves the matrix, and the generation rises.
 * Its registration stays. Withdrawn again, nothing changes but the time until which no training brings the domain back.
 */
@ApplicationScoped
public class AdapterWithdrawal implements EventHandler<AdapterWithdrawn> {
    private static final Logger LOG = Logger.getLogger(AdapterWithdrawal.class);

    private final SpaceLedger spaces;
    private final FsdEvents events;
    private final EffectOnce effects;
    private final Outbox outbox;
    private final Clock clock;

    AdapterWithdrawal(SpaceLedger spaces, FsdEvents events, EffectOnce effects, Outbox outbox, Clock clock) {
        this.spaces = spaces;
        this.events = events;
        this.effects = effects;
        this.outbox = outbox;
        this.clock = clock;
    }

    @Override
    public String consumer() {
        return "withdrawal";
    }

    @Override
    public void handle(Envelope<AdapterWithdrawn> event) {
        if (effects.isDone(consumer(), event)) {
            return;
        }
        EventTime.check(event, clock.instant(), "the adapter was withdrawn");
        effects.apply(consumer(), event, () -> commit(event));
    }

    @Override
    public void reject(Envelope<AdapterWithdrawn> event, ShakerException cause) {
        AdapterWithdrawn data = event.data();
        Failure failure = Failure.of(cause);
        AdapterRejected rejected = new AdapterRejected(data.space(), data.domain(), null, event.originalId(), failure);
        if (!effects.refuse(consumer(), event, () -> outbox.add(rejected))) {
            effects.apply(consumer(), event, () -> {
                announce(event, Outcome.REJECTED, null, null, failure);
                outbox.add(rejected);
            });
        }
    }

    private void commit(Envelope<AdapterWithdrawn> event) {
        AdapterWithdrawn data = event.data();
        SpaceState space = spaces.lock(new SpaceName(data.space()))
                .orElseThrow(() -> new ShakerException(ErrorCode.SPACE_UNKNOWN,
                        "there is no space '" + data.space() + "': nothing is withdrawn").with("space", data.space()));
        DomainName domain = new DomainName(data.domain());
        List<Current> current = spaces.current(space.name());
        Optional<Current> held = current.stream().filter(one -> one.domain().equals(domain)).findFirst();
        if (held.isEmpty()) {
            again(event, space, domain);
            return;
        }
        Instant at = EventTime.of(event);
        Current gone = held.get();
        checkExpected(data, gone.adapterId());
        if (gone.trainedAt().isAfter(at)) {
            throw new ShakerException(ErrorCode.ADAPTER_SUPERSEDED, "the current adapter " + gone.adapterId()
                    + " of domain '" + data.domain() + "' was trained at " + gone.trainedAt()
                    + ", after this withdrawal (" + at
                    + "), which was meant for an older one: it stays; give a later event time to withdraw it");
        }
        long generation = space.generation() + 1;
        spaces.withdraw(gone.registration(), at, generation);
        announce(event, Outcome.WITHDRAWN, gone.adapterId(), generation, null);
        events.withdrawn(space.name(), gone, generation,
                current.stream().filter(one -> one.registration() != gone.registration()).toList())
                .forEach(outbox::add);
        LOG.infof("adapter withdrawn: space=%s domain=%s id=%s generation=%d reason=%s", data.space(), data.domain(),
                gone.adapterId(), generation, data.reason());
    }

    private void again(Envelope<AdapterWithdrawn> event, SpaceState space, DomainName domain) {
        AdapterWithdrawn data = event.data();
        Withdrawn before = spaces.withdrawn(space.name(), domain)
                .orElseThrow(() -> new ShakerException(ErrorCode.DOMAIN_UNKNOWN, "space '" + data.space()
                        + "' has no domain '" + data.domain()
                        + "': nothing is withdrawn; withdraw an adapter once its registration is announced")
                        .with("domain", data.domain()));
        checkExpected(data, before.adapterId());
        spaces.withdrawLater(before.registration(), EventTime.of(event));
        announce(event, Outcome.UNCHANGED, before.adapterId(), space.generation(), null);
    }

    private static void checkExpected(AdapterWithdrawn data, AdapterId found) {
        String expected = data.adapter();
        if (expected != null && !expected.equals(found.hex())) {
            throw new ShakerException(ErrorCode.ADAPTER_NOT_CURRENT, "domain '" + data.domain() + "' of space '"
                    + data.space() + "' has adapter " + found + ", not " + expected
                    + ": nothing is withdrawn; look at what the domain has now, and name that")
                    .with("expected", expected).with("found", found);
        }
    }

    private void announce(Envelope<AdapterWithdrawn> event, Outcome outcome, @Nullable AdapterId id,
            @Nullable Long generation, @Nullable Failure failure) {
        spaces.announce(event.originalIdentity(), new Announcement(event.source(), event.originalId(),
                event.data().space(), event.data().domain(), null, outcome, id, generation,
                failure == null ? null : failure.code(), failure == null ? null : failure.message(),
                failure == null ? Map.of() : failure.details(), clock.instant()));
    }
}
