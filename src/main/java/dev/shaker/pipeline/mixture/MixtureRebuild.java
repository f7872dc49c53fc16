package dev.shaker.pipeline.mixture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterStore;
import dev.shaker.adapter.FileSet;
import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.LocalSink;
import dev.shaker.adapter.io.AdapterReader;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.identity.MixtureId;
import dev.shaker.mixture.Mixer;
import dev.shaker.mixture.MixtureFiles;
import dev.shaker.mixture.Recipe;
import dev.shaker.mixture.Recipe.RecipeMember;
import dev.shaker.pipeline.MixtureLedger;
import dev.shaker.pipeline.VerifiedFiles;

/**
 * Makes a mixture again from its recipe and holds every file against the stored one. It is made in a temporary directory, so
 * that nothing of it stays behind in the store.
 */
@ApplicationScoped
public class MixtureRebuild {
    private final MixtureLedger mixtures;
    private final AdapterStore store;
    private final VerifiedFiles verified;
    private final Mixer mixer;

    MixtureRebuild(MixtureLedger mixtures, AdapterStore store, VerifiedFiles verified, Mixer mixer) {
        this.mixtures = mixtures;
        this.store = store;
        this.verified = verified;
        this.mixer = mixer;
    }

    /**
     * One file of the artefact.
     *
     * @param stored SHA-256 of the stored one, null where there is none
     * @param rebuilt SHA-256 of the new one, null where none was made
     */
    public record RebuiltFile(String name, @Nullable String stored, @Nullable String rebuilt) {
        public boolean equal() {
            return stored != null && stored.equals(rebuilt);
        }
    }

    /** @param location where the stored one is */
    public record Rebuilt(MixtureId mixtureId, String location, List<RebuiltFile> files) {
        public Rebuilt {
            files = List.copyOf(files);
        }

        public boolean equal() {
            return files.stream().allMatch(RebuiltFile::equal);
        }
    }

    /**
     * @param json the recipe to follow, null for the stored one
     * @throws ShakerException {@code MIXTURE_UNKNOWN}; {@code REQUEST_INVALID} where the recipe is another mixture's;
     *         {@code ARTEFACT_CORRUPT} where it was changed; {@code FILE_DIGEST_MISMATCH}, {@code ADAPTER_FILE_MISSING},
     *         {@code OBJECT_NOT_FOUND} where a member's files are not those any more that were mixed
     */
    public Rebuilt rebuild(MixtureId mixtureId, byte @Nullable [] json) {
        String location = mixtures.stored(mixtureId).orElseThrow(() -> new ShakerException(ErrorCode.MIXTURE_UNKNOWN,
                "there is no mixture '" + mixtureId + "': request it first").with("mixture", mixtureId)).recipe();
        FileSet stored = store.open(location.substring(0, location.length() - MixtureFiles.RECIPE.length()));
        Recipe recipe = json == null ? MixtureFiles.recipe(stored) : Recipe.parse("the recipe sent", json);
        if (!recipe.id().equals(mixtureId)) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID,
                    "the recipe is of mixture " + recipe.id() + ", not of " + mixtureId
                            + ": rebuild it under its own id")
                    .with("mixture", recipe.id());
        }
        Path directory = temporary();
        try {
            mixer.mix(recipe, this::member, new LocalSink(directory), () -> new LocalFiles(directory));
            return new Rebuilt(mixtureId, stored.location(), compare(stored, new LocalFiles(directory)));
        } finally {
            delete(directory);
        }
    }

    /** A member as it was when the recipe was written, wherever its domain has moved on to. */
    private Adapter member(RecipeMember member) {
        FileSet files = store.open(member.location());
        verified.check(member.location(), member.files(), verified.digests(files), "the files of domain '"
                + member.domain()
                + "' were changed after the mixture was made, so it cannot be rebuilt: put them back");
        return AdapterReader.open(files);
    }

    private List<RebuiltFile> compare(FileSet stored, FileSet rebuilt) {
        SortedMap<String, String> old = verified.digests(stored);
        SortedMap<String, String> made = verified.digests(rebuilt);
        TreeSet<String> names = new TreeSet<>(old.keySet());
        names.addAll(made.keySet());
        // What was known of the members when the card was written is no part of the mixture.
        names.remove(MixtureFiles.CARD);
        List<RebuiltFile> files = new ArrayList<>();
        names.forEach(name -> files.add(new RebuiltFile(name, old.get(name), made.get(name))));
        return files;
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("shaker-rebuild-");
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary directory for a rebuilt mixture", e);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the temporary directory " + directory + " could not be removed", e);
        }
    }
}
