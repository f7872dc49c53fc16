package dev.shaker.pipeline.mixture;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.AdapterStore;
import dev.shaker.adapter.DataLocation;
import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.evaluation.EvaluationJob;
import dev.shaker.evaluation.SentenceEmbedder;
import dev.shaker.evaluation.rows.LabelNames;
import dev.shaker.evaluation.rows.RowFormat;
import dev.shaker.identity.DomainName;
import dev.shaker.mixture.select.Embeddings;
import dev.shaker.pipeline.ObjectAt;
import dev.shaker.pipeline.SpaceView.Snapshot;
import dev.shaker.pipeline.evaluation.EvaluationSettings;
import dev.shaker.tensor.Sha256;

/**
 * What the texts of domains are about, for strategy similarity: the training split's where the producer gave one, else the
 * test split's. Each text is read once by each base model; where nobody has read it yet, it is read now.
 */
@ApplicationScoped
public class DomainTexts {
    /** Rows from the start of a split: the mean of so many moves little. */
    private static final int ROWS = 1000;

    private final AdapterStore store;
    private final SentenceEmbedder embedder;
    private final TextEmbeddingStore embeddings;
    private final EvaluationSettings settings;

    DomainTexts(AdapterStore store, SentenceEmbedder embedder, TextEmbeddingStore embeddings,
            EvaluationSettings settings) {
        this.store = store;
        this.embedder = embedder;
        this.embeddings = embeddings;
        this.settings = settings;
    }

    /** Embeddings of the domains of a space; a domain without any split has none. */
    Embeddings of(Snapshot space) {
        Map<DomainName, float[]> known = new TreeMap<>();
        return domain -> {
            float[] embedding = known.get(domain);
            if (embedding == null) {
                embedding = space.find(domain).map(this::embedding).orElse(null);
                if (embedding != null) {
                    known.put(domain, embedding);
                }
            }
            return Optional.ofNullable(embedding);
        };
    }

    /** The same, but for what somebody has read before: nothing is read for it. */
    public Embeddings remembered(Snapshot space) {
        return domain -> space.find(domain).flatMap(adapter -> {
            DataLocation text = text(adapter);
            return text == null
                    ? Optional.empty()
                    : embeddings.find(adapter.baseModel().digest(), content(adapter, text));
        });
    }

    private static @Nullable DataLocation text(RegisteredAdapter adapter) {
        return adapter.train() != null ? adapter.train() : adapter.test();
    }

    /** How much of a text is read is part of what was read. */
    private static String content(RegisteredAdapter adapter, DataLocation text) {
        return new Sha256().update(text.digest()).update(text.format())
                .update(adapter.maxLength() + " tokens, " + ROWS + " rows").hex();
    }

    private float @Nullable [] embedding(RegisteredAdapter adapter) {
        DataLocation text = text(adapter);
        if (text == null || adapter.baseModel().location().isEmpty() || adapter.labels().isEmpty()) {
            return null;
        }
        String base = adapter.baseModel().digest();
        String content = content(adapter, text);
        return embeddings.find(base, content).orElseGet(() -> {
            float[] computed = embedder.embed(
                    new EvaluationJob.BaseSource(base, store.open(adapter.baseModel().location())),
                    new EvaluationJob.Split(text.location() + "#" + text.digest(),
                            ObjectAt.open(store, text.location()), RowFormat.named(text.format()),
                            new LabelNames(adapter.labels()), 0),
                    new EvaluationJob.Limits(adapter.maxLength(), settings.batchSize(), ROWS, 0));
            embeddings.remember(base, content, computed);
            return computed;
        });
    }
}
