package dev.shaker.event;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A mixture is in the store, read back and verified.
 *
 * @param mixtureId SHA-256 of the canonical recipe
 * @param generation generation of the space that was used
 * @param meanFsd mean pairwise FSD of the members, null for one member
 * @param sparsity achieved over all members
 * @param recipe location of recipe.json
 */
public record MixtureReady(String requestId, String mixtureId, String space, long generation,
        List<FsdUpdated.AdapterOfDomain> members, @Nullable Double meanFsd, double sparsity,
        String recipe) implements EventData {
    public MixtureReady {
        members = Absent.asEmpty(members);
    }

    @Override
    public String key() {
        return space;
    }
}
