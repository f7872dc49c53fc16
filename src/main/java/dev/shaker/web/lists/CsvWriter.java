package dev.shaker.web.lists;

import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;

import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;

import org.jspecify.annotations.Nullable;

/** Writes what is a table as CSV. */
@Provider
@Produces(Csv.TYPE)
public class CsvWriter implements MessageBodyWriter<Tabular> {
    @Override
    public boolean isWriteable(Class<?> type, @Nullable Type generic, Annotation @Nullable [] annotations,
            MediaType media) {
        return Tabular.class.isAssignableFrom(type);
    }

    @Override
    public void writeTo(Tabular table, Class<?> type, Type generic, Annotation[] annotations, MediaType media,
            MultivaluedMap<String, Object> headers, OutputStream out) {
        try (Csv csv = new Csv(new OutputStreamWriter(out, StandardCharsets.UTF_8))) {
            table.csv().lines().forEach(csv::line);
        }
    }
}
