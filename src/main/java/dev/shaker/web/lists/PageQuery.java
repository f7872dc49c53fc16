package dev.shaker.web.lists;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.listing.Cursors;
import dev.shaker.listing.Page;
import dev.shaker.listing.PageRequest;
import dev.shaker.listing.Position;

/** Which page of a list a request asks for. A cursor belongs to the path and the filters it was given for. */
public class PageQuery {
    static final String CURSOR = "cursor";
    static final String LIMIT = "limit";

    @QueryParam(LIMIT)
    @Parameter(description = "At most so many items", schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "1000", defaultValue = "100"))
    private @Nullable String limit;

    @QueryParam(CURSOR)
    @Parameter(description = "next of the page before; the first page without it")
    private @Nullable String cursor;

    @Context
    private @Nullable UriInfo uri;

    public PageRequest request() {
        return new PageRequest(limit == null ? PageRequest.DEFAULT : number(limit), Cursors.read(list(), cursor));
    }

    public <T, J> PageJson<J> answer(Page<T> page, Function<? super T, ? extends J> json,
            CsvTable<J> table) {
        return new PageJson<>(page.<J>map(json).items(), next(page.next()), table);
    }

    public @Nullable String next(@Nullable Position position) {
        return position == null ? null : Cursors.write(list(), position);
    }

    private String list() {
        if (uri == null) {
            throw new IllegalStateException("a page is asked for in a request");
        }
        Map<String, List<String>> filters = new TreeMap<>(uri.getQueryParameters());
        filters.remove(LIMIT);
        filters.remove(CURSOR);
        return uri.getPath() + filters;
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID,
                    "limit is '" + text + "'; give a number from 1 to " + PageRequest.MOST, e).with("field", LIMIT);
        }
    }
}
