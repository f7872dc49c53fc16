package dev.shaker.evaluation;

/** The three texts of a row as written, before its label is looked up. */
record RowFields(String label, String textA, String textB) {}
