package dev.shaker.db;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;

import dev.shaker.pipeline.mixture.TextEmbeddingStore;

/** Embeddings as little-endian floats. */
@ApplicationScoped
class DbTextEmbeddings implements TextEmbeddingStore {
    private final EntityManager entities;

    DbTextEmbeddings(EntityManager entities) {
        this.entities = entities;
    }

    @Override
    @Transactional
    public Optional<float[]> find(String baseDigest, String dataDigest) {
        List<?> found = entities
                .createNativeQuery("select embedding from text_embedding where base_digest = ?1 and data_digest = ?2",
                        byte[].class)
                .setParameter(1, baseDigest).setParameter(2, dataDigest).getResultList();
        return found.isEmpty() ? Optional.empty() : Optional.of(floats((byte[]) found.getFirst()));
    }

    @Override
    @Transactional
    public void remember(String baseDigest, String dataDigest, float[] embedding) {
        ByteBuffer bytes = ByteBuffer.allocate(embedding.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(embedding);
        entities.createNativeQuery("insert into text_embedding (base_digest, data_digest, embedding)"
                + " values (?1, ?2, ?3) on conflict do nothing").setParameter(1, baseDigest)
                .setParameter(2, dataDigest).setParameter(3, bytes.array()).executeUpdate();
    }

    private static float[] floats(byte[] bytes) {
        float[] values = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }
}
