package dev.shaker.mixture;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Supplier;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterFormat;
import dev.shaker.adapter.FileSet;
import dev.shaker.adapter.FileSink;
import dev.shaker.adapter.Head;
import dev.shaker.adapter.Tensors;
import dev.shaker.adapter.io.AdapterWriter;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.identity.DomainName;
import dev.shaker.mixture.MixtureFiles.Below;
import dev.shaker.mixture.merge.MergedBody;
import dev.shaker.tensor.ByteSource;

/**
 * Writes the artefact and reads every part of it back. The recipe comes last: a directory with a recipe is complete.
 */
final class MixtureWriter {
    /** The adapter's name inside its files; a domain's name would promise what it is not. */
    static final String NAME = "mixture";

    private final FileSink sink;
    private final Supplier<FileSet> written;

    /**
     * @param written lists what lies in the sink's place at the moment it is asked
     */
    MixtureWriter(FileSink sink, Supplier<FileSet> written) {
        this.sink = sink;
        this.written = written;
    }

    /** A member's domain and its opened files. */
    record Owner(DomainName domain, Adapter adapter) {}

    /**
     * Writes the body, then heads, each verified.
     *
     * @param owners in sorted-id order and of one layout; the first configuration file is the body's template
     */
    void write(MergedBody body, List<Owner> owners) {
        Adapter template = Layouts.template(owners);
        FileSink place = new Below(sink, MixtureFiles.BODY);
        DigestingTensors tensors = new DigestingTensors(body.tensors());
        var content = new AdapterWriter.Body(template, NAME, body.config(), tensors.layers(), tensors::read,
                tensors.type(tensors.layers().getFirst()));
        if (template.format() == AdapterFormat.PEFT) {
            AdapterWriter.writePeft(place, content, Optional.empty());
        } else {
            AdapterWriter.writeAdapterHub(place, content);
        }
        Adapter back = MixtureFiles.body(written.get());
        requireEqual(back.location(), tensors.digests(), DigestingTensors.of(back.body()));
        for (Owner owner : owners) {
            writeHead(owner, back);
        }
        FileSet files = written.get();
        for (Owner owner : owners) {
            verifyHead(owner, MixtureFiles.open(files, owner.domain()), tensors.digests());
        }
    }

    void writeRecipe(Recipe recipe) {
        byte[] json = recipe.toJson();
        write(MixtureFiles.RECIPE, json);
        ByteSource source = written.get().open(MixtureFiles.RECIPE);
        byte[] back = new byte[Math.toIntExact(source.size())];
        source.read(0, back.length).get(back);
        if (!Arrays.equals(json, back)) {
            throw corrupt(source.name(), "the recipe");
        }
    }

    /** What readers see first. */
    void writeCard(ModelCard card) {
        FileSet files = written.get();
        write(MixtureFiles.CARD, card.write(domain -> domain.map(name -> MixtureFiles.open(files, name))
                .orElseGet(() -> MixtureFiles.body(files))));
    }

    private void write(String file, byte[] bytes) {
        try (OutputStream out = sink.create(file)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new ShakerException(ErrorCode.STORE_UNAVAILABLE, "file '" + file + "' cannot be written to '"
                    + sink.location() + "': " + e, e);
        }
    }

    /** A domain of which nothing was saved beside its adapter uses the body as it is. */
    private void writeHead(Owner owner, Adapter body) {
        if (owner.adapter().head().isEmpty()) {
            return;
        }
        if (owner.adapter().format() == AdapterFormat.PEFT) {
            AdapterWriter.writePeft(new Below(sink, MixtureFiles.domain(owner.domain())),
                    new AdapterWriter.Body(owner.adapter(), NAME, body.config(), body.body().layers(),
                            body.body()::read, body.body().type(body.body().layers().getFirst())),
                    owner.adapter().head());
        } else {
            AdapterWriter.writeHead(new Below(sink, MixtureFiles.head(owner.domain())), owner.adapter());
        }
    }

    static ShakerException noHead(Adapter adapter) {
        return new ShakerException(ErrorCode.HEAD_MISSING,
                "adapter '" + adapter.location() + "' has no head; store one beside it");
    }

    private static void verifyHead(Owner owner, Adapter back, SortedMap<String, String> body) {
        if (owner.adapter().head().isEmpty()) {
            return;
        }
        Tensors head = owner.adapter().head().map(Head::tensors).orElseThrow();
        Tensors copy = back.head().map(Head::tensors)
                .orElseThrow(() -> corrupt(back.location(), "the head of '" + owner.domain() + "'"));
        requireEqual(back.location(), DigestingTensors.of(head), DigestingTensors.of(copy));
        if (owner.adapter().format() == AdapterFormat.PEFT) {
            requireEqual(back.location(), body, DigestingTensors.of(back.body()));
        }
    }

    private static void requireEqual(String location, SortedMap<String, String> expected,
            SortedMap<String, String> actual) {
        for (var tensor : expected.entrySet()) {
            if (!tensor.getValue().equals(actual.get(tensor.getKey()))) {
                throw corrupt(location, "tensor " + tensor.getKey()).with("tensor", tensor.getKey());
            }
        }
        if (expected.size() != actual.size()) {
            throw corrupt(location, "the list of tensors");
        }
    }

    private static ShakerException corrupt(String location, String what) {
        return new ShakerException(ErrorCode.ARTEFACT_CORRUPT,
                "'" + location + "': " + what + " does not read back as it was written; check the store and mix again")
                .with("file", location);
    }
}
