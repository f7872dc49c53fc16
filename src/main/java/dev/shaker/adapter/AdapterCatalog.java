package dev.shaker.adapter;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import dev.shaker.identity.AdapterId;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.SpaceName;

/** Port to what is registered, for reading. Lists are sorted by name or domain. */
public interface AdapterCatalog {
    List<Space> spaces();

    Optional<Space> space(SpaceName name);

    /** All registrations of a space, superseded ones included, sorted by domain and then by time. */
    List<RegisteredAdapter> adapters(SpaceName space);

    /** The current adapter of every domain of a space, sorted by domain. */
    List<RegisteredAdapter> current(SpaceName space);

    /** The current adapters of some domains of a space, sorted by domain; a domain that has none is left out. */
    List<RegisteredAdapter> current(SpaceName space, Collection<DomainName> domains);

    /** The domains of a space whose current adapters change nothing, sorted: no partners, whatever their zeros agree with. */
    default List<DomainName> inert(SpaceName space) {
        return current(space).stream().filter(RegisteredAdapter::inert).map(RegisteredAdapter::domain).toList();
    }

    /** When the adapter of a domain was withdrawn; empty where the domain has one, or never had. */
    Optional<Instant> withdrawn(SpaceName space, DomainName domain);

    /** Every registration of that content, in any space. */
    List<RegisteredAdapter> byId(AdapterId id);

    /** What became of a train-completed event; empty while it is not worked through. */
    Optional<Announcement> announcement(String source, String eventId);

    /** What became of the train-completed events of that id, one for each source that gave it, sorted by source. */
    List<Announcement> announcements(String eventId);
}
