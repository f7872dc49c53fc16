package dev.shaker.mixture;

import java.util.List;

import dev.shaker.fsd.FsdMatrix;
import dev.shaker.mixture.select.Embeddings;
import dev.shaker.mixture.spec.MixtureSpec;

/**
 * Everything a plan is made from.
 *
 * @param space name of the space
 * @param generation the space's generation that the matrix shows
 * @param baseModel SHA-256 of the base model's weights
 * @param adapterMethod {@code pfeiffer}, {@code houlsby} or {@code lora}
 * @param matrix FSD of all current adapters; with layer counts between the members where Alg. 4 is asked for
 * @param adapters every adapter of the matrix, in any order
 * @param embeddings texts of the domains, {@link Embeddings#NONE} where strategy similarity is not used
 */
public record MixtureOrder(String space, long generation, String baseModel, String adapterMethod, FsdMatrix matrix,
        List<Member> adapters, MixtureSpec spec, Embeddings embeddings) {
    public MixtureOrder {
        adapters = List.copyOf(adapters);
    }
}
