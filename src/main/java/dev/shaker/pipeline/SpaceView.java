package dev.shaker.pipeline;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import dev.shaker.adapter.AdapterCatalog;
import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.adapter.Space;
import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.error.Wire;
import dev.shaker.fsd.FsdCatalog;
import dev.shaker.fsd.FsdMatrix;
import dev.shaker.fsd.FsdView;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.SpaceName;

/** A space's adapters and matrix of one and the same generation. */
@ApplicationScoped
public class SpaceView {
    private final AdapterCatalog adapters;
    private final FsdCatalog matrices;

    SpaceView(AdapterCatalog adapters, FsdCatalog matrices) {
        this.adapters = adapters;
        this.matrices = matrices;
    }

    /** A space as it stood at one generation. */
    public record Snapshot(Space space, List<RegisteredAdapter> adapters, FsdView matrix) {
        public Snapshot {
            adapters = List.copyOf(adapters);
        }

        public RegisteredAdapter adapter(DomainName domain) {
            return find(domain).orElseThrow(() -> new ShakerException(ErrorCode.DOMAIN_UNKNOWN,
                    "space '" + space.name() + "' has no domain '" + domain + "'; it has "
                            + Wire.list(adapters.stream().map(RegisteredAdapter::domain).toList()))
                    .with("domain", domain.name()));
        }

        /** The adapters of some of its domains, in the order of domains. */
        public List<RegisteredAdapter> some(Collection<DomainName> domains) {
            Set<DomainName> wanted = Set.copyOf(domains);
            return adapters.stream().filter(adapter -> wanted.contains(adapter.domain())).toList();
        }

        /** The matrix of some of its domains, in the order given. */
        public FsdMatrix among(List<DomainName> domains) {
            return matrix.among(domains.stream().map(domain -> matrix.indexOf(domain).orElseThrow()).toList());
        }

        /** The same without some adapters, as if they had never been registered. */
        public Snapshot without(Set<DomainName> domains) {
            return new Snapshot(space,
                    adapters.stream().filter(adapter -> !domains.contains(adapter.domain())).toList(),
                    matrix.without(domains));
        }

        public Optional<RegisteredAdapter> find(DomainName domain) {
            return adapters.stream().filter(adapter -> adapter.domain().equals(domain)).findFirst();
        }
    }

    /** @throws ShakerException {@code SPACE_UNKNOWN} */
    public Snapshot of(SpaceName name) {
        return of(name, Basis.FACTORS);
    }

    /**
     * @param basis of the matrix
     * @throws ShakerException {@code SPACE_UNKNOWN}
     */
    public Snapshot of(SpaceName name, Basis basis) {
        while (true) {
            Space before = known(name);
            List<RegisteredAdapter> current = adapters.current(name);
            FsdView matrix = matrices.view(name, basis);
            // Somebody may register while these are read: then what was read belongs to two generations.
            if (known(name).generation() == before.generation()) {
                return new Snapshot(before, current, matrix);
            }
        }
    }

    /**
     * Looks at domains that somebody named.
     *
     * @throws ShakerException {@code ADAPTER_WITHDRAWN} where one has no adapter any more; one that never had is left to whoever
     *         looks for it
     */
    public void checkNamed(Snapshot space, Collection<DomainName> domains) {
        for (DomainName domain : domains) {
            if (space.find(domain).isEmpty()) {
                checkNotWithdrawn(space.space().name(), domain);
            }
        }
    }

    private void checkNotWithdrawn(SpaceName space, DomainName domain) {
        adapters.withdrawn(space, domain).ifPresent(at -> {
            throw new ShakerException(ErrorCode.ADAPTER_WITHDRAWN, "the adapter of domain '" + domain + "' of space '"
                    + space + "' was withdrawn at " + at + ": leave the domain out, or publish an adapter of it again")
                    .with("domain", domain.name());
        });
    }

    /**
     * The current adapter of one domain, without reading anything about the others.
     *
     * @throws ShakerException {@code SPACE_UNKNOWN}, {@code DOMAIN_UNKNOWN} naming those there are, {@code ADAPTER_WITHDRAWN}
     */
    public RegisteredAdapter current(SpaceName name, DomainName domain) {
        checkNotWithdrawn(name, domain);
        return new Snapshot(known(name), adapters.current(name), FsdMatrix.empty()).adapter(domain);
    }

    /** @throws ShakerException {@code SPACE_UNKNOWN} */
    public Space known(SpaceName name) {
        return adapters.space(name).orElseThrow(() -> new ShakerException(ErrorCode.SPACE_UNKNOWN,
                "there is no space '" + name + "'; there is "
                        + (adapters.spaces().isEmpty()
                                ? "none yet: publish an adapter first"
                                : Wire.list(adapters.spaces().stream().map(Space::name).toList())))
                .with("space", name.name()));
    }
}
