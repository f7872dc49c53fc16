package dev.shaker.pipeline;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.AdapterMethod;
import dev.shaker.adapter.Announcement;
import dev.shaker.adapter.BaseModelReference;
import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.fsd.PairConflicts;
import dev.shaker.identity.AdapterId;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.SpaceName;

/** Port to what the registration of adapters reads and changes. All changes must happen inside a transaction. */
public interface SpaceLedger {
    Optional<SpaceState> find(SpaceName space);

    /**
     * Locks a space for the rest of the transaction, making it with generation 0 where it is new.
     *
     * @return the space as it stands now, which may have moved on since it was looked at
     */
    SpaceState lock(SpaceState wanted);

    /** The same for a space that there is. */
    Optional<SpaceState> lock(SpaceName space);

    List<Current> current(SpaceName space);

    /** What the current adapters of a space were trained on, each once. */
    List<BaseModelReference> bases(SpaceName space);

    /**
     * Takes back that an adapter is the current one of its domain, and its counts out of the sums of the others.
     *
     * @param rows the adapter against all other current ones
     */
    void supersede(long registration, Map<Basis, List<Entry>> rows);

    /**
     * Takes a current adapter out of its space and its counts out of the sums of the others.
     *
     * @param at what was trained until then does not come back
     * @param generation of the space from now on
     */
    void withdraw(long registration, Instant at, long generation);

    /** Where the same was withdrawn before: what was trained until then does not come back either. */
    void withdrawLater(long registration, Instant at);

    /** The last withdrawal of a domain's adapter; something may have been registered since. */
    Optional<Withdrawn> withdrawn(SpaceName space, DomainName domain);

    /** Adds a registration and sets the space's generation to the adapter's. */
    long register(RegisteredAdapter adapter, String eventId, Map<String, String> metrics);

    /** @param row the others that are comparable in that basis */
    void addRow(long registration, Basis basis, List<Entry> row);

    /**
     * The sign planes of current adapters have moved.
     *
     * @param moved new locations by those before; an adapter whose planes are elsewhere by now is left as it is
     */
    void movePlanes(SpaceName space, Basis basis, Map<String, String> moved);

    /** Where the current adapter was announced again: remembers where its files and its rows are now. */
    void refresh(long registration, RegisteredAdapter adapter);

    /**
     * Remembers what became of an announced adapter; a rejection gives way to what became of it when it was put back.
     *
     * @param identity of the event
     */
    void announce(String identity, Announcement announcement);

    /**
     * What fixes a space.
     *
     * @param signature canonical JSON
     * @param layers names of all tensors, sorted
     * @param layerSizes elements of each
     */
    record SpaceState(SpaceName name, AdapterMethod method, BaseModelReference baseModel, String signature,
            List<String> layers, List<Long> layerSizes, long generation) {
        public SpaceState {
            layers = List.copyOf(layers);
            layerSizes = List.copyOf(layerSizes);
        }
    }

    /**
     * A current adapter of a space, as much of it as a new row needs.
     *
     * @param slot where its domain stands in rows of the matrix
     */
    record Current(long registration, int slot, DomainName domain, AdapterId adapterId, String planes,
            @Nullable String updatePlanes,
            Instant trainedAt, @Nullable Long initSeed) {}

    /** An adapter that was taken out of its space. */
    record Withdrawn(long registration, AdapterId adapterId, Instant at) {}

    /**
     * One cell of a new row: the conflicts with another registration.
     *
     * @param slot of the other's domain
     */
    record Entry(long other, int slot, PairConflicts conflicts) {}
}
