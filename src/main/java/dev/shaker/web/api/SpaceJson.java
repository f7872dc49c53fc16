package dev.shaker.web.api;

import dev.shaker.adapter.BaseModelReference;
import dev.shaker.adapter.Space;

/**
 * A set of adapters that may be compared.
 *
 * @param generation number of registrations so far
 * @param adapters number of current adapters
 */
public record SpaceJson(String name, String method, BaseModelJson baseModel, long generation, int adapters) {
    /** @param digest SHA-256 of the weights, hex */
    public record BaseModelJson(String name, String location, String digest) {
        static BaseModelJson of(BaseModelReference base) {
            return new BaseModelJson(base.name(), base.location(), base.digest());
        }
    }

    static SpaceJson of(Space space) {
        return new SpaceJson(space.name(), space.method().wire(), BaseModelJson.of(space.baseModel()),
                space.generation(), space.adapters());
    }
}
