package dev.shaker.djl;

/**
 * One row as token ids, specials included.
 *
 * @param secondAt from which position the token type is 1; the length where there is no second segment
 */
record EncodedRow(int[] ids, int secondAt) {
    int length() {
        return ids.length;
    }
}
