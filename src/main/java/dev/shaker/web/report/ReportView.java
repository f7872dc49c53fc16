package dev.shaker.web.report;

import java.util.List;
import java.util.Optional;

/**
 * What the template of the report shows: numbers are written out already, texts are not escaped.
 *
 * @param style a style sheet, which goes into the page as it is
 * @param results empty until there are any
 */
record ReportView(String space, String id, String status, long done, long total, int adapters, long generation,
        String seconds, String style, Optional<Results> results) {
    /**
     * @param strategies those that some chart of {@code spreads} has a mark of
     * @param sparse legend of {@code sparseMixtures}
     */
    record Results(List<String> strategies, List<Picture> spreads, Optional<Drops> drops, Optional<Attacked> attacked,
            Optional<Scatter> scatter, Optional<Picture> fsd, Optional<Picture> costs, List<Picture> sparsities,
            List<Legend> sparse, List<Picture> sparseMixtures, Prunings prunings) {}

    /**
     * @param how this sweep prunes, empty where it does not
     * @param ways of pruning that are compared
     * @param alone charts of single adapters, none where only this sweep has them
     * @param size of the mixtures in {@code mixed}
     */
    record Prunings(String how, List<Legend> ways, List<Picture> alone, int size, List<Picture> mixed) {}

    record Attacked(String name, List<Picture> spreads, Optional<Drops> drops) {}

    record Scatter(Optional<Estimates> correlation, List<Legend> sizes, Picture chart, List<Estimates> bySize) {}

    /** @param size how many are mixed, 0 for any number */
    record Estimates(int size, int count, int resamples, String pearson, String spearman) {}

    /** A colour and what it stands for. */
    record Legend(String colour, String label) {}

    /** Per cent by target and size; cells without a value are empty. */
    record Drops(List<Integer> sizes, List<Row> rows, List<String> means) {
        record Row(String target, String alone, List<String> cells) {}
    }
}
