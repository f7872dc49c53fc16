package dev.shaker.evaluation.rows;

import java.util.Locale;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/** How a domain's rows are written; each may be gzipped besides. */
public enum RowFormat {
    /** Header {@code label  text_a  text_b}, fields between tabs, no quoting. */
    TSV,
    /** RFC 4180: the same header, fields in double quotes where they hold commas, quotes or line breaks. */
    CSV,
    /** One object a line: {@code {"label": …, "text_a": …, "text_b": …}}. */
    JSON_LINES;

    /**
     * The format of that name ({@code tsv}, {@code csv}, {@code jsonl}, {@code json-lines}).
     *
     * @throws ShakerException {@code DATA_FILE_INVALID}
     */
    public static RowFormat named(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "tsv" -> TSV;
            case "csv" -> CSV;
            case "jsonl", "ndjson", "json-lines", "json_lines" -> JSON_LINES;
            default -> throw new ShakerException(ErrorCode.DATA_FILE_INVALID,
                    "data format '" + name + "' is not known; use tsv, csv or jsonl").with("format", name);
        };
    }

    /**
     * The format that a file's name ends in, {@code .gz} set aside.
     *
     * @throws ShakerException {@code DATA_FILE_INVALID}
     */
    public static RowFormat ofFile(String file) {
        String plain = file.endsWith(".gz") ? file.substring(0, file.length() - 3) : file;
        int dot = plain.lastIndexOf('.');
        if (dot < 0 || plain.indexOf('/', dot) >= 0) {
            throw new ShakerException(ErrorCode.DATA_FILE_INVALID, "the name of data file '" + file
                    + "' does not tell its format; name it .tsv, .csv or .jsonl (with .gz if compressed) or state the format")
                    .with("file", file);
        }
        return named(plain.substring(dot + 1));
    }
}
