package dev.shaker.adapter;

import dev.shaker.identity.SpaceName;

/**
 * A set of adapters that may be compared.
 *
 * @param generation number of registrations so far; results name the generation they used
 * @param adapters number of current adapters
 */
public record Space(SpaceName name, AdapterMethod method, BaseModelReference baseModel, long generation,
        int adapters) {}
