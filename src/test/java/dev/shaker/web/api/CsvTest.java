package dev.shaker.web.api;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import dev.shaker.Named;
import dev.shaker.fsd.FsdMatrix;
import dev.shaker.identity.DomainName;
import dev.shaker.pipeline.Listings.SweepScore;
import dev.shaker.web.lists.Csv;

import static org.assertj.core.api.Assertions.assertThat;

/** CSV byte for byte, as other programs have read it from the first version on. */
class CsvTest {
    @Test
    void onlyFieldsThatNeedItAreQuoted() {
        assertThat(Csv.text(List.of(Arrays.asList("a b", "-c_d", "e,f", "say \"g\"", "line\r\nbreak", "", null),
                Arrays.asList(1, 2L, 0.25, 1.0E-5, new BigDecimal("1E-7"), new BigDecimal("0.90"), Double.NaN))))
                .isEqualTo("a b,-c_d,\"e,f\",\"say \"\"g\"\"\",\"line\r\nbreak\",,\r\n"
                        + "1,2,0.25,1.0E-5,0.0000001,0.90,NaN\r\n");
    }

    @Test
    void aMatrixHasAnEmptyCellWhereNothingCanBeCompared() {
        var out = new ByteArrayOutputStream();
        FsdLines.csv(FsdMatrix.builder().add(Named.domain("a"), Named.adapter("1"))
                .add(Named.domain("b"), Named.adapter("2")).build(), out);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("domain,a,b\r\na,0.0,\r\nb,,0.0\r\n");
    }

    @Test
    void resultsOfASweepHaveOneLineEach() {
        List<SweepScoreJson> scores = Stream
                .of(new SweepScore(new BigDecimal("0.5"), DomainName.all(List.of("nli", "posts")), Named.domain("nli"),
                        9, 12, null),
                        new SweepScore(new BigDecimal("0.5"), DomainName.all(List.of("nli", "posts")),
                                Named.domain("posts"), 6, 12, 2))
                .map(SweepScoreJson::of).toList();
        assertThat(Csv.text(SweepScoreJson.CSV.filled(scores).lines())).isEqualTo("""
                sparsity,members,size,domain,correct,total,accuracy,correct_under_attack\r
                0.5,nli posts,2,nli,9,12,0.75,\r
                0.5,nli posts,2,posts,6,12,0.5,2\r
                """);
    }
}
