package dev.shaker.evaluation.rows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DomainRowsReaderTest {
    private static final LabelNames LABELS = new LabelNames(List.of("negative", "positive"));

    /** A file of a few kilobytes may hold more than any memory once it is decompressed. */
    @Test
    void aStreamThatDoesNotEndIsRefused() {
        java.io.InputStream endless = new java.io.InputStream() {
            @Override
            public int read() {
                return '\n';
            }

            @Override
            public int read(byte[] buffer, int from, int length) {
                java.util.Arrays.fill(buffer, from, from + length, (byte) '\n');
                return length;
            }
        };
        RowRecords records = new RowRecords(endless, false, 1 << 20);
        assertThatThrownBy(() -> {
            while (records.next().isPresent()) {
                records.line();
            }
        }).isInstanceOf(java.io.IOException.class).hasMessageContaining("1048576")
                .hasMessageContaining("smaller split");
    }

    @Test
    void tsvRowsCarryIndexOrNameAndQuotesAreText() {
        // Given
        String file = "label\ttext_a\ttext_b\n1\ta \"quoted text\t\nnegative\tb, c\tsecond\r\n";

        // When
        DomainRows read = read(RowFormat.TSV, file, 0);

        // Then
        assertThat(read.rows()).containsExactly(new Row(1, "a \"quoted text", ""), new Row(0, "b, c", "second"));
        assertThat(read.pairs()).isTrue();
    }

    @Test
    void csvFieldsMayHoldCommasQuotesAndLineBreaks() {
        String file = "text_b,label,text_a\r\n,positive,\"one, \"\"two\"\"\nthree\"\r\n,0,plain\r\n";

        DomainRows read = read(RowFormat.CSV, file, 0);

        assertThat(read.rows()).containsExactly(new Row(1, "one, \"two\"\nthree", ""), new Row(0, "plain", ""));
        assertThat(read.pairs()).isFalse();
    }

    @Test
    void jsonLinesCarryLabelsAsNumberOrName() {
        String file = "{\"label\":1,\"text_a\":\"a\"}\n{\"text_b\":\"y\",\"label\":\"negative\",\"text_a\":\"x\\n\"}\n";

        DomainRows read = read(RowFormat.JSON_LINES, file, 0);

        assertThat(read.rows()).containsExactly(new Row(1, "a", ""), new Row(0, "x\n", "y"));
    }

    @Test
    void gzipIsRecognisedByItsFirstBytes() throws IOException {
        // Given
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write("label\ttext_a\n0\thello\n".getBytes(StandardCharsets.UTF_8));
        }

        // When
        DomainRows read = new DomainRowsReader(RowFormat.TSV, LABELS, 0, 10)
                .read(new ByteArrayInputStream(packed.toByteArray()), "rows");

        // Then
        assertThat(read.rows()).containsExactly(new Row(0, "hello", ""));
    }

    @Test
    void aTruncatedGzipIsRefusedByName() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(("label\ttext_a\n" + "0\thello\n".repeat(50)).getBytes(StandardCharsets.UTF_8));
        }
        byte[] half = java.util.Arrays.copyOf(packed.toByteArray(), packed.size() - 12);

        assertThatThrownBy(
                () -> new DomainRowsReader(RowFormat.TSV, LABELS, 0, 10).read(new ByteArrayInputStream(half), "f.gz"))
                .hasMessageContaining("f.gz").extracting("code").isEqualTo(ErrorCode.DATA_FILE_INVALID);
    }

    @Test
    void aPairFarBelowTheLimitMakesTheDomainOneOfPairs() {
        String file = "label\ttext_a\ttext_b\n" + "0\ta\t\n".repeat(20) + "1\ta\tb\n";

        DomainRows read = new DomainRowsReader(RowFormat.TSV, LABELS, 0, 3)
                .read(new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)), "f");

        assertThat(read.rows()).hasSize(3);
        assertThat(read.pairs()).isTrue();
    }

    @Test
    void aBadLabelFailsWithFileAndLine() {
        assertRefused(RowFormat.TSV, "label\ttext_a\n0\tfine\nmaybe\tbad\n", ErrorCode.DATA_ROW_INVALID, 3, "maybe");
    }

    @Test
    void aLabelBeyondTheListFails() {
        assertRefused(RowFormat.TSV, "label\ttext_a\n2\tbad\n", ErrorCode.DATA_ROW_INVALID, 2, "label '2'");
    }

    @Test
    void aMissingColumnFailsWithItsName() {
        assertRefused(RowFormat.TSV, "label\ttext_a\n0\n", ErrorCode.DATA_ROW_INVALID, 2, "text_a");
        assertRefused(RowFormat.JSON_LINES, "{\"label\":0}\n", ErrorCode.DATA_ROW_INVALID, 1, "text_a");
        assertRefused(RowFormat.CSV, "label,text_b\n", ErrorCode.DATA_FILE_INVALID, 1, "text_a");
    }

    @Test
    void anUnclosedQuoteFailsAtTheLineWhereTheRowBegins() {
        assertRefused(RowFormat.CSV, "label,text_a\n0,ok\n1,\"open\nand on\n", ErrorCode.DATA_ROW_INVALID, 3, "quote");
    }

    @Test
    void brokenUtf8FailsWithTheLineAndSparesTheNextRow() {
        // Given
        byte[] file = "label\ttext_a\n0\tbad \u0001\n1\tgood\n".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < file.length; i++) {
            file[i] = file[i] == 1 ? (byte) 0xC3 : file[i];
        }

        // When
        DomainRows lenient = new DomainRowsReader(RowFormat.TSV, LABELS, 1, 10).read(new ByteArrayInputStream(file),
                "f.tsv");

        // Then
        assertThat(lenient.rows()).containsExactly(new Row(1, "good", ""));
        assertThat(lenient.badRows()).isEqualTo(1);
        assertThatThrownBy(
                () -> new DomainRowsReader(RowFormat.TSV, LABELS, 0, 10).read(new ByteArrayInputStream(file), "f.tsv"))
                .hasMessageContaining("f.tsv").hasMessageContaining("line 2").hasMessageContaining("UTF-8");
    }

    @Test
    void oneBadRowMoreThanAllowedFails() {
        String file = "label\ttext_a\nx\ta\n0\tb\ny\tc\n";

        assertThat(read(RowFormat.TSV, file, 2).badRows()).isEqualTo(2);
        assertThatThrownBy(() -> read(RowFormat.TSV, file, 1)).hasMessageContaining("line 4");
    }

    @Test
    void labelsThatAreNumbersAreNamesOnly() {
        LabelNames stars = new LabelNames(List.of("1", "2", "3"));

        assertThat(stars.index().find("1")).hasValue(0);
        assertThat(stars.index().find("0")).isEmpty();
    }

    @Test
    void aDomainWithOneLabelIsRefused() {
        assertThatThrownBy(() -> new LabelNames(List.of("only"))).extracting("code")
                .isEqualTo(ErrorCode.DOMAIN_LABELS_INVALID);
    }

    @Property(tries = 200)
    void csvReadsBackWhateverWasQuoted(@ForAll @Size(min = 1, max = 8) List<String> texts) {
        // Given
        StringBuilder file = new StringBuilder("label,text_a\r\n");
        List<String> clean = texts.stream().map(DomainRowsReaderTest::encodable).toList();
        for (String text : clean) {
            file.append("1,\"").append(text.replace("\"", "\"\"")).append("\"\r\n");
        }

        // When
        DomainRows read = read(RowFormat.CSV, file.toString(), 0);

        // Then
        assertThat(read.rows()).extracting(Row::textA).isEqualTo(clean);
    }

    /** Lone surrogates have no UTF-8 form. */
    private static String encodable(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static void assertRefused(RowFormat format, String file, ErrorCode code, int line, String part) {
        assertThatThrownBy(() -> read(format, file, 0)).isInstanceOf(ShakerException.class)
                .hasMessageContaining("rows.txt").hasMessageContaining("line " + line).hasMessageContaining(part)
                .asInstanceOf(InstanceOfAssertFactories.type(ShakerException.class))
                .satisfies(e -> assertThat(e.code()).isEqualTo(code))
                .satisfies(e -> assertThat(e.details()).containsEntry("line", Integer.toString(line)));
    }

    private static DomainRows read(RowFormat format, String file, int allowed) {
        return new DomainRowsReader(format, LABELS, allowed, Integer.MAX_VALUE)
                .read(new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)), "rows.txt");
    }
}
