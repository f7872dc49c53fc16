package dev.shaker.web.api;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

import com.fasterxml.jackson.core.JsonGenerator;
import org.jspecify.annotations.Nullable;

import dev.shaker.event.Json;
import dev.shaker.fsd.FsdMatrix;
import dev.shaker.fsd.FsdRow;
import dev.shaker.fsd.FsdRows;
import dev.shaker.fsd.FsdView;
import dev.shaker.fsd.Ratio;
import dev.shaker.web.lists.Csv;

/** The matrix as lines, one a row, written as they are read: of any size, in memory that does not grow with it. */
final class FsdLines {
    /** Newline-delimited JSON. */
    static final String NDJSON = "application/x-ndjson";

    private FsdLines() {
    }

    /** A header of domains and one line a domain, FSD as decimals, an empty cell where not comparable. */
    static void csv(FsdView view, OutputStream out) {
        try (Csv csv = new Csv(new OutputStreamWriter(out, StandardCharsets.UTF_8))) {
            csv.line(line("domain", view.size(), j -> view.entry(j).domain()));
            new FsdRows(view).forEach((row, i) -> csv
                    .line(line(view.entry(i).domain().name(), view.size(),
                            j -> i == j ? Double.valueOf(0) : fsd(row, j))));
        }
    }

    /**
     * A line with the names of the columns, and one a domain with its conflicts, the positions compared and FSD, in the order of
     * these columns; null where not comparable.
     *
     * @param of space, generation and basis, which the first line tells
     */
    static void json(FsdHeader of, FsdView view, OutputStream out) {
        try (JsonGenerator json = Json.mapper().createGenerator(out)) {
            json.setRootValueSeparator(null);
            json.writePOJO(new Columns(of.space(), of.generation(), of.basis(),
                    view.entries().stream().map(entry -> entry.domain().name()).toList(),
                    view.entries().stream().map(entry -> entry.adapterId().hex()).toList()));
            json.writeRaw('\n');
            new FsdRows(view).forEach((row, i) -> line(json, view, row, i));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a matrix is of. */
    record FsdHeader(String space, long generation, String basis) {}

    /** The first line of the JSON. */
    record Columns(String space, long generation, String basis, List<String> domains, List<String> adapters) {}

    private static void line(JsonGenerator json, FsdView view, FsdRow row, int i) {
        try {
            json.writeStartObject();
            json.writeStringField("domain", view.entry(i).domain().name());
            json.writeStringField("adapterId", view.entry(i).adapterId().hex());
            cells(json, "conflicts", view.size(), j -> row.comparable(j) ? row.conflicts(j) : null);
            cells(json, "total", view.size(), j -> row.comparable(j) ? row.total(j) : null);
            cells(json, "fsd", view.size(), j -> fsd(row, j));
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void cells(JsonGenerator json, String name, int size, IntFunction<@Nullable Number> cell)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (int j = 0; j < size; j++) {
            switch (cell.apply(j)) {
                case null -> json.writeNull();
                case Long whole -> json.writeNumber(whole);
                case Number number -> json.writeNumber(number.doubleValue());
            }
        }
        json.writeEndArray();
    }

    private static @Nullable Double fsd(FsdRow row, int j) {
        return row.fsd(j).map(Ratio::toDouble).orElse(null);
    }

    private static List<@Nullable Object> line(String name, int size, IntFunction<? extends @Nullable Object> cell) {
        List<@Nullable Object> line = new ArrayList<>(size + 1);
        line.add(name);
        for (int j = 0; j < size; j++) {
            line.add(cell.apply(j));
        }
        return line;
    }
}
