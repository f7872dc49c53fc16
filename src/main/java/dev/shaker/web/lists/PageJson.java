package dev.shaker.web.lists;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list.
 *
 * @param next the cursor of the page behind it, null where this is the last
 * @param table how its items are written as CSV
 */
public record PageJson<T>(List<T> items,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Schema(nullable = true) @Nullable String next,
        @JsonIgnore @Schema(hidden = true) CsvTable<T> table) implements Paged {
    @Override
    public CsvTable.Filled csv() {
        return table.filled(items);
    }
}
