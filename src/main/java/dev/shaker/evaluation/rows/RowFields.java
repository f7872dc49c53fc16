package dev.shaker.evaluation.rows;

/** The three texts of a row as written, before its label is looked up. */
record RowFields(String label, String textA, String textB) {}
