package dev.shaker.pipeline.registration;

import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.AdapterStatus;
import dev.shaker.adapter.Announcement;
import dev.shaker.adapter.Announcement.Outcome;
import dev.shaker.adapter.BaseModelReference;
import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.event.AdapterRejected;
import dev.shaker.event.Envelope;
import dev.shaker.event.Failure;
import dev.shaker.event.TrainCompleted;
import dev.shaker.identity.AdapterId;
import dev.shaker.pipeline.EffectOnce;
import dev.shaker.pipeline.EventHandler;
import dev.shaker.pipeline.Outbox;
import dev.shaker.pipeline.SpaceLedger;
import dev.shaker.pipeline.SpaceLedger.Current;
import dev.shaker.pipeline.SpaceLedger.Entry;
import dev.shaker.pipeline.SpaceLedger.SpaceState;
import dev.shaker.pipeline.SpaceLedger.Withdrawn;

/**
 * Works train-completed events: reads the adapter once, packs its sign planes, counts its conflicts with every other current
 * adapter of the space (Alg. 3), for LoRA in both bases, and raises the generation. One event costs one row, never the whole matrix.
 *
 * <p>Of two adapters of one domain the one trained later (by the events' time) is current, in whichever order they arrive; and one that was trained
 * before its domain was withdrawn is not.
 */
@ApplicationScoped
public class AdapterRegistration implements EventHandler<TrainCompleted> {
    private static final Logger LOG = Logger.getLogger(AdapterRegistration.class);

    private final AdapterInspection inspection;
    private final PlaneLibrary planes;
    private final SpaceLedger spaces;
    private final FsdEvents events;
    private final PlanePacking packing;
    private final EffectOnce effects;
    private final Outbox outbox;
    private final Clock clock;

    AdapterRegistration(AdapterInspection inspection, PlaneLibrary planes, SpaceLedger spaces, FsdEvents events,
            PlanePacking packing, EffectOnce effects, Outbox outbox, Clock clock) {
        this.inspection = inspection;
        this.planes = planes;
        this.spaces = spaces;
        this.events = events;
        this.packing = packing;
        this.effects = effects;
        this.outbox = outbox;
        this.clock = clock;
    }

    @Override
    public String consumer() {
        return "registration";
    }

    @Override
    public void handle(Envelope<TrainCompleted> event) {
        if (effects.isDone(consumer(), event)) {
            return;
        }
        EventTime.check(event, clock.instant(), "the adapter was trained");
        Inspected inspected = inspection.inspect(event);
        boolean settled = false;
        while (!settled) {
            Optional<SpaceState> space = spaces.find(inspected.space());
            if (!inspection.isDrawnFor(inspected, space)) {
                inspected = inspection.inspect(event);
            }
            long generation = space.map(SpaceState::generation).orElse(0L);
            Plan plan = plan(inspected, spaces.current(inspected.space()));
            Inspected drawn = inspected;
            try {
                effects.apply(consumer(), event, () -> commit(event, drawn, plan, generation));
                settled = true;
                packing.pack(inspected.space());
            } catch (SpaceMovedOn e) {
                LOG.debugf("space=%s moved on while domain=%s was counted: counting again", inspected.space(),
                        inspected.domain());
            }
        }
    }

    @Override
    public void reject(Envelope<TrainCompleted> event, ShakerException cause) {
        TrainCompleted data = event.data();
        Failure failure = Failure.of(cause);
        AdapterRejected rejected = new AdapterRejected(data.space(), data.domain().name(), data.adapter().location(),
                event.originalId(), failure);
        if (!effects.refuse(consumer(), event, () -> outbox.add(rejected))) {
            effects.apply(consumer(), event, () -> {
                announce(event, Outcome.REJECTED, null, null, failure);
                outbox.add(rejected);
            });
        }
        LOG.infof("adapter rejected: space=%s domain=%s code=%s message=%s", data.space(), data.domain().name(),
                failure.code(), failure.message());
    }

    /**
     * What an adapter is going to be.
     *
     * @param previous the current adapter of the domain, if there is one
     * @param others the other current adapters
     * @param rows the new row by basis, empty unless the adapter becomes the current one
     * @param taken the row of the previous one by basis, which leaves the sums
     */
    private record Plan(Outcome outcome, Optional<Current> previous, List<Current> others,
            Map<Basis, List<Entry>> rows, Map<Basis, List<Entry>> taken) {}

    private Plan plan(Inspected inspected, List<Current> current) {
        Optional<Current> previous = current.stream().filter(other -> other.domain().equals(inspected.domain()))
                .findFirst();
        if (previous.isPresent() && previous.get().adapterId().equals(inspected.id())) {
            return new Plan(Outcome.UNCHANGED, previous, List.of(), Map.of(), Map.of());
        }
        if (previous.isPresent() && isLater(previous.get(), inspected)) {
            return new Plan(Outcome.SUPERSEDED, previous, List.of(), Map.of(), Map.of());
        }
        List<Current> others = current.stream().filter(other -> !other.domain().equals(inspected.domain())).toList();
        Map<Basis, List<Entry>> rows = new EnumMap<>(Basis.class);
        rows.put(Basis.FACTORS, planes.row(inspected.planes(), others, Basis.FACTORS));
        if (inspected.updateLocation() != null) {
            rows.put(Basis.UPDATE, planes.row(inspected.update(), others, Basis.UPDATE));
        }
        return new Plan(Outcome.REGISTERED, previous, others, rows,
                previous.map(old -> planes.rows(old, others)).orElse(Map.of()));
    }

    /** Trained at the same instant, the greater id wins: both orders of arrival must end the same. */
    private static boolean isLater(Current previous, Inspected inspected) {
        int byTime = previous.trainedAt().compareTo(inspected.trainedAt());
        return byTime > 0 || byTime == 0 && previous.adapterId().compareTo(inspected.id()) > 0;
    }

    private void commit(Envelope<TrainCompleted> event, Inspected inspected, Plan plan, long countedAt) {
        SpaceState space = spaces.lock(inspection.spaceOf(inspected));
        if (space.generation() != countedAt) {
            throw new SpaceMovedOn();
        }
        inspection.checkFits(inspected, space);
        switch (plan.outcome()) {
            case UNCHANGED -> {
                Current same = plan.previous().orElseThrow();
                if (!same.trainedAt().isAfter(inspected.trainedAt())) {
                    spaces.refresh(same.registration(),
                            inspected.registered(AdapterStatus.REGISTERED, space.generation(), clock.instant()));
                }
                announce(event, Outcome.UNCHANGED, inspected.id(), space.generation(), null);
            }
            case SUPERSEDED -> {
                spaces.register(inspected.registered(AdapterStatus.SUPERSEDED, space.generation(), clock.instant()),
                        event.id(), inspected.metrics());
                ShakerException late = superseded(inspected, plan.previous().orElseThrow());
                announce(event, Outcome.SUPERSEDED, inspected.id(), space.generation(), Failure.of(late));
                outbox.add(new AdapterRejected(inspected.space().name(), inspected.domain().name(),
                        inspected.adapter().location(),
                        event.originalId(), Failure.of(late)));
            }
            case REGISTERED -> {
                Optional<Withdrawn> since = plan.previous().isPresent()
                        ? Optional.empty()
                        : spaces.withdrawn(inspected.space(), inspected.domain())
                                .filter(last -> !inspected.trainedAt().isAfter(last.at()));
                if (since.isPresent()) {
                    keepWithdrawn(event, inspected, space.generation(), since.get());
                } else {
                    register(event, inspected, plan, space.generation() + 1);
                }
            }
            case WITHDRAWN, REJECTED -> throw new IllegalStateException(plan.outcome() + " is never planned");
        }
    }

    private void register(Envelope<TrainCompleted> event, Inspected inspected, Plan plan, long generation) {
        List<BaseModelReference> bases = spaces.bases(inspected.space());
        plan.previous().ifPresent(old -> spaces.supersede(old.registration(), plan.taken()));
        long registration = spaces.register(
                inspected.registered(AdapterStatus.REGISTERED, generation, clock.instant()), event.id(),
                inspected.metrics());
        plan.rows().forEach((basis, row) -> spaces.addRow(registration, basis, row));
        announce(event, Outcome.REGISTERED, inspected.id(), generation, Notes.of(inspected, bases));
        events.updated(inspected, generation, plan.rows(), plan.others()).forEach(outbox::add);
        LOG.infof("adapter registered: space=%s domain=%s id=%s generation=%d", inspected.space(),
                inspected.domain(), inspected.id(), generation);
    }

    /** Trained before its domain was withdrawn, it came late: in the order of time it would have been withdrawn. */
    private void keepWithdrawn(Envelope<TrainCompleted> event, Inspected inspected, long generation,
            Withdrawn last) {
        spaces.register(inspected.registered(AdapterStatus.WITHDRAWN, generation, clock.instant(), last.at()),
                event.id(), inspected.metrics());
        Failure late = Failure.of(new ShakerException(ErrorCode.ADAPTER_WITHDRAWN,
                "adapter " + inspected.id() + " of domain '" + inspected.domain() + "' was trained at "
                        + inspected.trainedAt() + ", before the domain was withdrawn (" + last.at()
                        + "): it is kept but not used; give a later event time to bring the domain back"));
        announce(event, Outcome.WITHDRAWN, inspected.id(), generation, late);
        outbox.add(
                new AdapterRejected(inspected.space().name(), inspected.domain().name(), inspected.adapter().location(),
                        event.originalId(), late));
    }

    private static ShakerException superseded(Inspected inspected, Current previous) {
        return new ShakerException(ErrorCode.ADAPTER_SUPERSEDED,
                "adapter " + inspected.id() + " of domain '" + inspected.domain() + "' was trained at "
                        + inspected.trainedAt() + ", before the current one " + previous.adapterId() + " ("
                        + previous.trainedAt()
                        + "): it is kept but not used; give a later event time to go back to it");
    }

    private void announce(Envelope<TrainCompleted> event, Outcome outcome, @Nullable AdapterId id,
            @Nullable Long generation, @Nullable Failure failure) {
        TrainCompleted data = event.data();
        spaces.announce(event.originalIdentity(),
                new Announcement(event.source(), event.originalId(), data.space(), data.domain().name(),
                        data.adapter().location(),
                        outcome,
                        id, generation, failure == null ? null : failure.code(),
                        failure == null ? null : failure.message(),
                        failure == null ? Map.of() : failure.details(), clock.instant()));
    }
}
