package dev.shaker.web.api;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.BaseModelReference;
import dev.shaker.adapter.Space;
import dev.shaker.web.lists.CsvTable;

/**
 * A set of adapters that may be compared.
 *
 * @param generation number of registrations so far
 * @param adapters number of current adapters
 */
public record SpaceJson(String name, String method, BaseModelJson baseModel, long generation, int adapters) {
    static final CsvTable<SpaceJson> CSV = CsvTable.begin("name", SpaceJson::name).with("method", SpaceJson::method)
            .with("base_model", space -> space.baseModel().name()).with("generation", SpaceJson::generation)
            .with("adapters", SpaceJson::adapters);

    /**
     * @param location missing where nobody gave its files
     * @param digest SHA-256 of the weights, hex; missing where nothing but the name is known
     */
    public record BaseModelJson(String name, @Nullable String location, @Nullable String digest) {
        static BaseModelJson of(BaseModelReference base) {
            return new BaseModelJson(base.name(), base.location().isEmpty() ? null : base.location(),
                    base.isNamedOnly() ? null : base.digest());
        }
    }

    static SpaceJson of(Space space) {
        return new SpaceJson(space.name().name(), space.method().wire(), BaseModelJson.of(space.baseModel()),
                space.generation(), space.adapters());
    }
}
