package dev.shaker.web.api;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.shaker.pipeline.mixture.MixtureRebuild.Rebuilt;

/**
 * A mixture made again.
 *
 * @param equal whether every file has the same bytes
 */
public record RebuiltJson(String id, boolean equal, String location, List<FileJson> files) {
    /** SHA-256 of a file as stored and as rebuilt, missing where there is none. */
    public record FileJson(String name, boolean equal, @Nullable String stored, @Nullable String rebuilt) {}

    static RebuiltJson of(Rebuilt rebuilt) {
        return new RebuiltJson(rebuilt.mixtureId().hex(), rebuilt.equal(), rebuilt.location(), rebuilt.files().stream()
                .map(file -> new FileJson(file.name(), file.equal(), file.stored(), file.rebuilt())).toList());
    }
}
