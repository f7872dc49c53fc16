package dev.shaker.mixture;

import java.io.OutputStream;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.FileSet;
import dev.shaker.adapter.FileSink;
import dev.shaker.adapter.io.AdapterReader;
import dev.shaker.identity.DomainName;
import dev.shaker.tensor.ByteSource;

/**
 * The artefact's directory: {@code recipe.json}, the model card {@code README.md}, {@code body/}, and {@code heads/{domain}/} (AdapterHub) or
 * {@code domains/{domain}/} (PEFT, which knows no adapter without its head).
 */
public final class MixtureFiles {
    public static final String RECIPE = "recipe.json";
    /** The model card, which no id and no digest depends on. */
    public static final String CARD = "README.md";
    static final String BODY = "body/";

    private MixtureFiles() {
    }

    /**
     * The recipe of an artefact.
     *
     * @throws dev.shaker.error.ShakerException {@code ARTEFACT_CORRUPT}, {@code OBJECT_NOT_FOUND}
     */
    public static Recipe recipe(FileSet artefact) {
        ByteSource source = artefact.open(RECIPE);
        byte[] json = new byte[Math.toIntExact(source.size())];
        source.read(0, json.length).get(json);
        return Recipe.parse(source.name(), json);
    }

    /** The body alone, without any head. */
    public static Adapter body(FileSet artefact) {
        return AdapterReader.open(new Part(artefact, BODY, BODY));
    }

    /** The mixture as one domain's adapter: the shared body and that domain's own head. */
    public static Adapter open(FileSet artefact, DomainName domain) {
        String peft = domain(domain);
        boolean complete = artefact.files().keySet().stream().anyMatch(file -> file.startsWith(peft));
        return AdapterReader.open(complete ? new Part(artefact, peft, peft) : new Part(artefact, BODY, head(domain)));
    }

    static String head(DomainName domain) {
        return "heads/" + domain + "/";
    }

    static String domain(DomainName domain) {
        return "domains/" + domain + "/";
    }

    /** A directory below a sink. */
    record Below(FileSink sink, String prefix) implements FileSink {
        @Override
        public String location() {
            return MixtureFiles.location(sink.location(), prefix);
        }

        @Override
        public OutputStream create(String file) {
            return sink.create(prefix + file);
        }
    }

    /** Two directories seen as one; they have no file name in common. */
    private record Part(FileSet artefact, String first, String second) implements FileSet {
        @Override
        public String location() {
            return MixtureFiles.location(artefact.location(), first);
        }

        @Override
        public SortedMap<String, Long> files() {
            SortedMap<String, Long> part = new TreeMap<>();
            artefact.files().forEach((file, size) -> {
                if (file.startsWith(first)) {
                    part.put(file.substring(first.length()), size);
                } else if (file.startsWith(second)) {
                    part.put(file.substring(second.length()), size);
                }
            });
            return Collections.unmodifiableSortedMap(part);
        }

        @Override
        public ByteSource open(String file) {
            return artefact.open(artefact.files().containsKey(first + file) ? first + file : second + file);
        }
    }

    private static String location(String location, String prefix) {
        return location + (location.endsWith("/") ? "" : "/") + prefix;
    }
}
