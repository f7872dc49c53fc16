package dev.shaker.evaluation.rows;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.GZIPInputStream;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.ByteSource;

/**
 * Reads a split of a domain as a stream: memory holds the rows kept and one record. Gzip is recognised by its first bytes.
 * The whole file is read even under a row limit, because a row far down may decide that the domain is one of pairs.
 */
public final class DomainRowsReader {
    private final RowFormat format;
    private final LabelNames labels;
    private final int allowedBadRows;
    private final int limit;

    /**
     * @param allowedBadRows how many rows may be unreadable before the file is refused
     * @param limit how many rows to keep, from the start of the file; {@link Integer#MAX_VALUE} for all
     */
    public DomainRowsReader(RowFormat format, LabelNames labels, int allowedBadRows, int limit) {
        this.format = format;
        this.labels = labels;
        this.allowedBadRows = allowedBadRows;
        this.limit = limit;
    }

    /** @see #read(InputStream, String) */
    public DomainRows read(ByteSource source) {
        return read(new ByteSourceStream(source), source.name());
    }

    /**
     * Reads to the end of the stream and leaves it open.
     *
     * @param source what to call the file in an error
     * @throws ShakerException {@code DATA_ROW_INVALID} with file and line of the first row beyond the allowed number of bad
     *         rows; {@code DATA_FILE_INVALID} where the header is missing, no row is left or the compression is broken
     */
    public DomainRows read(InputStream stream, String source) {
        try {
            RowRecords records = new RowRecords(plain(stream), format == RowFormat.CSV);
            return new Reading(records, labels.index(), source).all();
        } catch (IOException e) {
            throw new ShakerException(ErrorCode.DATA_FILE_INVALID,
                    "data file '" + source + "' cannot be read: " + e.getMessage(), e).with("file", source);
        }
    }

    private static InputStream plain(InputStream stream) throws IOException {
        BufferedInputStream in = new BufferedInputStream(stream, 1 << 16);
        in.mark(2);
        boolean gzip = in.read() == 0x1F && in.read() == 0x8B;
        in.reset();
        return gzip ? new GZIPInputStream(in, 1 << 16) : in;
    }

    /** One pass over one file. */
    private final class Reading {
        private final RowRecords records;
        private final LabelNames.Index index;
        private final String source;
        private final List<Row> rows = new ArrayList<>();
        private boolean pairs;
        private int bad;

        Reading(RowRecords records, LabelNames.Index index, String source) {
            this.records = records;
            this.index = index;
            this.source = source;
        }

        DomainRows all() throws IOException {
            Optional<RowColumns> columns = format == RowFormat.JSON_LINES ? Optional.empty() : Optional.of(header());
            while (true) {
                try {
                    Optional<String> record = records.next();
                    if (record.isEmpty()) {
                        break;
                    }
                    if (!record.get().isEmpty()) {
                        keep(fields(record.get(), columns));
                    }
                } catch (CharacterCodingException e) {
                    refuse("the row is not valid UTF-8");
                } catch (BadRowException e) {
                    refuse(String.valueOf(e.getMessage()));
                }
            }
            if (rows.isEmpty()) {
                throw new ShakerException(ErrorCode.DATA_FILE_INVALID, "data file '" + source + "' holds no row")
                        .with("file", source);
            }
            return new DomainRows(source, rows, pairs, bad);
        }

        private RowColumns header() throws IOException {
            String problem = "the file is empty";
            try {
                Optional<String> record = records.next();
                if (record.isPresent()) {
                    return RowColumns.ofHeader(split(record.get()));
                }
            } catch (BadRowException e) {
                problem = String.valueOf(e.getMessage());
            } catch (CharacterCodingException e) {
                problem = "the header is not valid UTF-8";
            }
            throw new ShakerException(ErrorCode.DATA_FILE_INVALID,
                    "data file '" + source + "', line 1: " + problem + " (read as " + format + ")")
                    .with("file", source).with("line", 1);
        }

        private RowFields fields(String record, Optional<RowColumns> columns) throws BadRowException {
            return columns.isPresent() ? columns.get().pick(split(record)) : RowSyntax.json(record);
        }

        private List<String> split(String record) throws BadRowException {
            return format == RowFormat.CSV ? RowSyntax.commas(record) : RowSyntax.tabs(record);
        }

        private void keep(RowFields fields) throws BadRowException {
            OptionalInt label = index.find(fields.label());
            if (label.isEmpty()) {
                throw new BadRowException(
                        "label '" + fields.label() + "' is neither a name nor an index of " + labels.names());
            }
            pairs |= !fields.textB().isEmpty();
            if (rows.size() < limit) {
                rows.add(new Row(label.getAsInt(), fields.textA(), fields.textB()));
            }
        }

        private void refuse(String problem) {
            bad++;
            if (bad > allowedBadRows) {
                throw new ShakerException(ErrorCode.DATA_ROW_INVALID,
                        "data file '" + source + "', line " + records.line() + ": " + problem
                                + (allowedBadRows == 0
                                        ? "; mend the row, or allow a number of bad rows (domain.test.badRows, --bad-rows) and announce it again"
                                        : "; more than the " + allowedBadRows + " bad rows allowed"))
                        .with("file",
                                source)
                        .with("line", records.line());
            }
        }
    }
}
