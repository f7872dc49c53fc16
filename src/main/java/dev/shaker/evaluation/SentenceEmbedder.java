package dev.shaker.evaluation;

/** Port to what reads texts with the bare base model. */
public interface SentenceEmbedder {
    /**
     * What the texts of a split are about: the mean over its rows of a row's sentence embedding, which is the mean of the base
     * model's last hidden states over the row's tokens, specials included, no adapter inside (AdapterSoup, Chronopoulou et
     * al., EACL 2023). Sums run in double in the order of the file.
     *
     * @param limits the maximum length, the batch size and how many rows from the start are read
     * @return as many numbers as the hidden size
     * @throws dev.shaker.error.ShakerException {@code DATA_ROW_INVALID}, {@code DATA_FILE_INVALID},
     *         {@code BASE_MODEL_INVALID}, {@code DEVICE_UNAVAILABLE}
     */
    float[] embed(EvaluationJob.BaseSource base, EvaluationJob.Split texts, EvaluationJob.Limits limits);
}
