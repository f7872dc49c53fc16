/**
 * Selection, pruning, merging and the recipe of a mixture (Alg. 1, 2, 4 and Eq. 1). Pure: adapters come in and files go
 * out through the ports of {@code adapter}.
 *
 * <p>
 * {@link dev.shaker.mixture.Mixer} is the entrance:
 *
 * <pre>
 * MixtureSpec spec = SpecJson.read(request);              // {select, prune, merge}; refuses with code and field
 * MixturePlan plan = Mixer.plan(new MixtureOrder(space, generation, baseDigest, "pfeiffer", matrix, adapters, spec,
 *         Embeddings.NONE));                              // dry run: plan.id(), plan.domains(), plan.recipe().scores()
 * MixtureOutcome outcome = new Mixer(threads).mix(plan.recipe(),
 *         member -&gt; AdapterReader.open(store.open(member.location())),
 *         store.sink(place), () -&gt; store.open(place));   // written, read back, recipe.json last
 * Adapter nli = MixtureFiles.open(store.open(place), "nli");   // shared body, that domain's own head
 * Recipe recipe = MixtureFiles.recipe(store.open(place));      // mix(recipe, …) again gives the same bytes
 * </pre>
 *
 * {@code Mixer.body(recipe, open)} merges in memory without writing. The id is known before any tensor is read, so the
 * same request twice costs one computation.
 */
@NullMarked
package dev.shaker.mixture;

import org.jspecify.annotations.NullMarked;
