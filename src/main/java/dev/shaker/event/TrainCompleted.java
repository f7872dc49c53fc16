package dev.shaker.event;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A training run has left an adapter in the store.
 *
 * @param metrics what the producer measured, kept as it is
 */
public record TrainCompleted(String space, Domain domain, AdapterFiles adapter, BaseModel baseModel,
        @Nullable Long initSeed, @Nullable TrainingRun trainingRun,
        Map<String, Double> metrics) implements EventData {
    public TrainCompleted {
        metrics = Absent.asEmpty(metrics);
    }

    @Override
    public String key() {
        return space;
    }

    /**
     * @param labels names in the order of the head's outputs; empty where the domain is not evaluated
     * @param test the test split; without one the domain cannot be evaluated
     * @param maxLength tokens a text is truncated to, 128 where not given
     * @param train the training split, whose texts say what the domain is about; those of the test split do where not given
     * @param prompt how a decoder is asked for a row's label, where no head classifies
     */
    public record Domain(String name, List<String> labels, @Nullable Data test, @Nullable Integer maxLength,
            @Nullable Texts train, @Nullable Prompt prompt) {
        public Domain {
            labels = Absent.asEmpty(labels);
        }

        /** A domain whose rows a head classifies. */
        public Domain(String name, List<String> labels, @Nullable Data test, @Nullable Integer maxLength,
                @Nullable Texts train) {
            this(name, labels, test, maxLength, train, null);
        }
    }

    /**
     * @param template with {@code {text_a}} and, for pairs, {@code {text_b}}
     * @param words what the decoder says for each label, in their order; the labels themselves where not given
     * @param delimiter what stands between template and words, a blank where not given
     */
    public record Prompt(String template, List<String> words, @Nullable String delimiter) {
        public Prompt {
            words = Absent.asEmpty(words);
        }
    }

    /**
     * The training split, whose texts are read.
     *
     * @param location {@code s3://bucket/key}
     * @param format as that of the test split
     */
    public record Texts(String location, @Nullable String format) {}

    /**
     * The test split.
     *
     * @param location {@code s3://bucket/key}
     * @param format {@code tsv}, {@code csv} or {@code jsonl}, plain or gzip; tsv where not given
     * @param badRows how many rows may be unreadable and are left out; none where not given
     * @param evaluator {@code shaker}, or {@code outside} where others measure what is asked for; shaker where not given
     */
    public record Data(String location, @Nullable String format, @Nullable Integer badRows,
            @Nullable String evaluator) {
        public Data(String location, @Nullable String format, @Nullable Integer badRows) {
            this(location, format, badRows, null);
        }

        public Data(String location, @Nullable String format) {
            this(location, format, null, null);
        }
    }

    /**
     * @param location {@code s3://bucket/prefix/}
     * @param files expected SHA-256 by file name, for any of the files
     */
    public record AdapterFiles(String location, Map<String, String> files) {
        public AdapterFiles {
            files = Absent.asEmpty(files);
        }
    }

    /**
     * @param location where its files are; without them adapters are compared and mixed, and not evaluated
     * @param digest SHA-256 of the weights, checked where the files are given and else believed
     * @param revision the revision of that name
     */
    public record BaseModel(String name, @Nullable String location, @Nullable String digest,
            @Nullable String revision) {
        /** A base model whose files are its only revision. */
        public BaseModel(String name, @Nullable String location, @Nullable String digest) {
            this(name, location, digest, null);
        }
    }

    public record TrainingRun(String id, @Nullable String uri) {}
}
