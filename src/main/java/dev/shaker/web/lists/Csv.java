package dev.shaker.web.lists;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.List;

import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import org.jspecify.annotations.Nullable;

/** CSV as RFC 4180 has it: lines end with CR LF, fields are quoted where they must be, an empty field is no value. */
public final class Csv implements AutoCloseable {
    public static final String TYPE = "text/csv";

    private static final CsvFactory FACTORY = CsvFactory.builder()
            .enable(CsvGenerator.Feature.STRICT_CHECK_FOR_QUOTING)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();

    private final CsvGenerator generator;

    /** @param out is closed with this */
    public Csv(Writer out) {
        try {
            generator = FACTORY.createGenerator(out);
            generator.setSchema(CsvSchema.builder().setLineSeparator("\r\n").build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What some lines are as a text. */
    public static String text(Iterable<? extends List<?>> lines) {
        StringWriter text = new StringWriter();
        try (Csv csv = new Csv(text)) {
            lines.forEach(csv::line);
        }
        return text.toString();
    }

    /** @param fields numbers, texts, or null for no value */
    public void line(List<? extends @Nullable Object> fields) {
        try {
            generator.writeStartArray();
            for (Object field : fields) {
                switch (field) {
                    // The generator drops a null at the end of a line.
                    case null -> generator.writeString("");
                    case Integer whole -> generator.writeNumber(whole);
                    case Long whole -> generator.writeNumber(whole);
                    case Double number -> generator.writeNumber(number);
                    case BigDecimal number -> generator.writeNumber(number);
                    default -> generator.writeString(field.toString());
                }
            }
            generator.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            generator.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
