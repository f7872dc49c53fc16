package dev.shaker.web.guided;

import java.util.List;

import dev.shaker.identity.DomainName;
import dev.shaker.pipeline.guided.SearchCatalog;
import dev.shaker.web.lists.CsvTable;

/**
 * One evaluation of a search.
 *
 * @param members whose mean was evaluated on rows of {@code target}
 * @param from first row, as a place in the target's order
 * @param to place behind the last
 * @param correct of these rows
 */
public record TracedJson(int round, String target, List<String> members, int from, int to, int correct) {
    static final CsvTable<TracedJson> CSV = CsvTable.begin("round", TracedJson::round)
            .with("target", TracedJson::target).with("members", TracedJson::members)
            .with("size", traced -> traced.members().size()).with("from", TracedJson::from)
            .with("to", TracedJson::to).with("correct", TracedJson::correct);

    static TracedJson of(SearchCatalog.Traced traced) {
        return new TracedJson(traced.round(), traced.target().name(), DomainName.texts(traced.members()),
                traced.from(), traced.to(), traced.correct());
    }
}
