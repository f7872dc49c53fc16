package dev.shaker.djl;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.io.AdapterReader;
import dev.shaker.evaluation.EvaluationJob;
import dev.shaker.evaluation.EvaluationResult;
import dev.shaker.evaluation.rows.LabelNames;
import dev.shaker.evaluation.rows.RowFormat;
import dev.shaker.tensor.FileByteSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Adapters of public bug reports: rows carry the class that the stock library predicts, so that all 60 must be right. */
class CaseAccuracyTest {
    private static final Path CASES = Path.of("src/test/resources/cases");

    private static DjlEvaluator evaluator;

    @BeforeAll
    static void load() {
        evaluator = new DjlEvaluator(EvaluatorSettings.defaults("cpu", 1));
    }

    @AfterAll
    static void close() {
        evaluator.close();
    }

    /** 00-healthy, 01-wrapper-prefix, 03-all-linear, 36-leave-out. */
    @ParameterizedTest
    @CsvSource({ "00-base-bert, 00-healthy/reviews, 00-healthy/test.tsv",
            "00-base-bert, 01-wrapper-prefix/compiled_inner, 00-healthy/test.tsv",
            "00-base-bert, 01-wrapper-prefix/bare, 00-healthy/test.tsv",
            "00-base-bert, 03-all-linear/bert_no_pooler, 03-all-linear/bert_no_pooler.tsv",
            "00-base-bert, 03-all-linear/bert_regex, 03-all-linear/bert_regex.tsv",
            "00-base-roberta, 03-all-linear/roberta, 03-all-linear/roberta.tsv",
            "00-base-roberta, 03-all-linear/roberta_dense, 03-all-linear/roberta_dense.tsv",
            "00-base-roberta, 03-all-linear/rob_qv, 03-all-linear/rob_qv.tsv" })
    void isReadAsTheStockLibraryReadsIt(String base, String adapter, String rows) {
        assertThat(evaluate(base, adapter, rows).correct()).isEqualTo(60);
    }

    @ParameterizedTest
    @CsvSource({ "reviews", "films", "houlsby", "houlsby_whole", "last", "lora_drop", "lora_whole", "whole" })
    void layersThatAreLeftOutAreLeftAsTheyAre(String name) {
        assertThat(evaluate("00-base-bert", "36-leave-out/" + name, "36-leave-out/" + name + ".tsv").correct())
                .isEqualTo(60);
    }

    /** 11-casing. */
    @ParameterizedTest
    @CsvSource({ "json_cased_config_default", "json_lower_config_cased", "json_cased_config_lower" })
    void caseIsDecidedByTheConfigurationAndItsDefaults(String name) {
        assertThat(evaluate("11-casing/" + name + "_base", "11-casing/" + name, "11-casing/" + name + ".tsv").correct())
                .isEqualTo(60);
    }

    @Test
    void aMeanOfMembersThatLeaveLayersOutIsMeasured() {
        EvaluationResult mixed = evaluate("00-base-bert",
                List.of("36-leave-out/reviews", "36-leave-out/films"), "36-leave-out/reviews.tsv");
        assertThat(mixed.total()).isEqualTo(60);
    }

    private static EvaluationResult evaluate(String base, String adapter, String rows) {
        return evaluate(base, List.of(adapter), rows);
    }

    private static EvaluationResult evaluate(String base, List<String> adapters, String rows) {
        List<Adapter> opened = adapters.stream().map(name -> AdapterReader.open(new LocalFiles(CASES.resolve(name))))
                .toList();
        Path file = CASES.resolve(rows);
        return evaluator.evaluate(new EvaluationJob(
                new EvaluationJob.BaseSource(base, new LocalFiles(CASES.resolve(base))),
                opened.stream().map(adapter -> new EvaluationJob.Member(adapter.location(), adapter)).toList(),
                opened.getFirst().head().orElseThrow(),
                new EvaluationJob.Split(rows, new FileByteSource(file), RowFormat.TSV,
                        new LabelNames(List.of("0", "1")),
                        0),
                new EvaluationJob.Limits(128, 64, Integer.MAX_VALUE, 0)));
    }
}
