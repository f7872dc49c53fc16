package dev.shaker.mixture;

import java.util.ArrayList;
import java.util.List;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterConfig;
import dev.shaker.adapter.AdapterFormat;
import dev.shaker.adapter.io.AdapterConverter;
import dev.shaker.adapter.io.AdapterWriter;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.mixture.MixtureWriter.Owner;

/** Members of both libraries, as one of them would have stored them all. */
final class Layouts {
    private Layouts() {
    }

    /**
     * PEFT's layout where it has every member's head, else AdapterHub's where it has them and the body.
     *
     * @param body the mixture's
     * @throws ShakerException {@code ADAPTER_NOT_COMPARABLE} where neither holds all
     */
    static List<Owner> unified(List<Owner> owners, AdapterConfig body) {
        if (owners.stream().map(owner -> owner.adapter().format()).distinct().count() == 1) {
            return owners;
        }
        List<String> problems = new ArrayList<>();
        for (AdapterFormat format : List.of(AdapterFormat.PEFT, AdapterFormat.ADAPTER_HUB)) {
            try {
                List<Owner> unified = owners.stream()
                        .map(owner -> new Owner(owner.domain(), AdapterConverter.inLayout(format, owner.adapter())))
                        .toList();
                if (format == AdapterFormat.ADAPTER_HUB) {
                    AdapterWriter.requireAdapterHub(template(unified), MixtureWriter.NAME, body);
                }
                return unified;
            } catch (ShakerException unable) {
                problems.add(unable.getMessage());
            }
        }
        throw new ShakerException(ErrorCode.ADAPTER_NOT_COMPARABLE,
                "the members are stored by PEFT and by AdapterHub, and neither can hold the mixture: "
                        + String.join("; ", problems) + "; mix members of one library, or ask for 'uniform' factors");
    }

    /** The first member that its own library stored so: its configuration is kept, and the mixture's replaces what it must. */
    static Adapter template(List<Owner> owners) {
        return owners.stream().map(Owner::adapter).filter(adapter -> adapter.source().isPresent()).findFirst()
                .orElse(owners.getFirst().adapter());
    }
}
