package dev.shaker.evaluation;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.FileSet;
import dev.shaker.adapter.Head;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.evaluation.rows.DomainRows;
import dev.shaker.evaluation.rows.DomainRowsReader;
import dev.shaker.evaluation.rows.LabelNames;
import dev.shaker.evaluation.rows.RowFormat;
import dev.shaker.tensor.ByteSource;
import dev.shaker.tensor.Sha256;

/**
 * One evaluation with everything opened that it reads. Nothing is read before the evaluator asks, and what it has kept under
 * the same identity is not read again.
 *
 * @param members one adapter or stored mixture; several are averaged in memory (Eq. 1) in the order of their ids
 * @param head the domain's own head, from the registered adapter or the mixture's artefact
 * @param attack besides the rows as they are, classify them under this attack
 * @param aids what the attack names by location, opened
 */
public record EvaluationJob(BaseSource base, List<Member> members, Head head, Split split, Limits limits,
        Attack attack, Aids aids) {
    public EvaluationJob {
        members = List.copyOf(members);
        if (members.isEmpty()) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID, "an evaluation needs at least one adapter");
        }
        if (head.config().labels() != split.labels().size()) {
            throw new ShakerException(ErrorCode.DOMAIN_LABELS_INVALID,
                    "the head has " + head.config().labels() + " outputs but the domain " + split.labels().size()
                            + " labels " + split.labels().names())
                    .with("file", split.rows().name());
        }
    }

    /** An evaluation on the rows as they are. */
    public EvaluationJob(BaseSource base, List<Member> members, Head head, Split split, Limits limits) {
        this(base, members, head, split, limits, new Attack.None());
    }

    /** An evaluation under an attack that needs nothing else. */
    public EvaluationJob(BaseSource base, List<Member> members, Head head, Split split, Limits limits,
            Attack attack) {
        this(base, members, head, split, limits, attack, Aids.NONE);
    }

    /** The same evaluation under attack. */
    public EvaluationJob under(Attack other) {
        return new EvaluationJob(base, members, head, split, limits, other);
    }

    /**
     * What an attack on texts reads besides the rows.
     *
     * @param wordVectors whose neighbours are synonyms; those of the evaluator's language where empty
     * @param encoder whose mean embedding compares sentences; the base model where empty
     */
    public record Aids(Optional<ByteSource> wordVectors, Optional<BaseSource> encoder) {
        public static final Aids NONE = new Aids(Optional.empty(), Optional.empty());
    }

    /**
     * The base model's files.
     *
     * @param digest SHA-256 of its weights: the model is loaded once for each
     * @param files none where a server has the model
     * @param served the name that an evaluation server knows it by, empty where Shaker runs it itself
     */
    public record BaseSource(String digest, FileSet files, Optional<String> served) {
        /** A base model that Shaker runs itself. */
        public BaseSource(String digest, FileSet files) {
            this(digest, files, Optional.empty());
        }

        /** A base model that a server runs. */
        public static BaseSource served(String digest, String model) {
            return new BaseSource(digest, FileSet.none(model), Optional.of(model));
        }
    }

    /**
     * An adapter or a mixture's averaged body.
     *
     * @param id adapter id or mixture id: its tensors are kept under this name
     */
    public record Member(String id, Adapter adapter) {}

    /**
     * The rows to classify.
     *
     * @param key names the content for the cache of token batches: location with digest, or any name that changes with the
     *        content
     * @param allowedBadRows how many rows may be unreadable
     * @param places which of the rows, and in which order: places among those that can be read, from 0; all of them in the order
     *        of the file where empty
     */
    public record Split(String key, ByteSource rows, RowFormat format, LabelNames labels, int allowedBadRows,
            List<Integer> places) {
        public Split {
            places = List.copyOf(places);
        }

        /** All rows. */
        public Split(String key, ByteSource rows, RowFormat format, LabelNames labels, int allowedBadRows) {
            this(key, rows, format, labels, allowedBadRows, List.of());
        }

        /**
         * Some of the rows, in the order given; another content under another key.
         *
         * @param some places among the rows that can be read, from 0; at least one
         */
        public Split some(int... some) {
            ByteBuffer bytes = ByteBuffer.allocate(some.length * Integer.BYTES);
            Arrays.stream(some).forEach(bytes::putInt);
            return new Split(key + "#rows " + Sha256.hex(bytes.array()), rows, format, labels, allowedBadRows,
                    Arrays.stream(some).boxed().toList());
        }

        /**
         * Reads the rows to classify, in their order.
         *
         * @throws ShakerException {@code DATA_ROW_INVALID}, {@code DATA_FILE_INVALID}, also where there are fewer rows than places
         */
        public DomainRows read(int rowLimit) {
            DomainRows all = new DomainRowsReader(format, labels, allowedBadRows, rowLimit).read(rows);
            if (places.isEmpty()) {
                return all;
            }
            int most = Collections.max(places);
            if (most >= all.rows().size()) {
                throw new ShakerException(ErrorCode.DATA_FILE_INVALID,
                        "data file '" + rows.name() + "' has " + all.rows().size() + " rows that can be read, and row "
                                + (most + 1) + " was asked for: announce the domain's adapter again, and ask again")
                        .with("file", rows.name());
            }
            return new DomainRows(all.source(), places.stream().map(all.rows()::get).toList(), all.pairs(),
                    all.badRows());
        }
    }

    /**
     * @param maxLength tokens a row is truncated to, specials included; the base model's position count where that is less
     * @param batchSize most rows of one forward pass
     * @param rowLimit rows from the start of the split; {@link Integer#MAX_VALUE} for all
     * @param logitRows for how many rows from the start to report logits
     */
    public record Limits(int maxLength, int batchSize, int rowLimit, int logitRows) {
        public Limits {
            if (maxLength < 3 || batchSize < 1 || rowLimit < 1 || logitRows < 0) {
                throw new ShakerException(ErrorCode.REQUEST_INVALID,
                        "maximum length " + maxLength + ", batch size " + batchSize + ", row limit " + rowLimit
                                + ": at least 3 tokens, 1 row a batch and 1 row are needed");
            }
        }
    }
}
