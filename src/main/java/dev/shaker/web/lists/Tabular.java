package dev.shaker.web.lists;

/** What is written as CSV, too, for clients that say {@code Accept: text/csv}. */
public interface Tabular {
    /** Named apart from what a record's components are. */
    CsvTable.Filled csv();
}
