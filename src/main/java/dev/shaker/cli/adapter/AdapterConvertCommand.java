package dev.shaker.cli.adapter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterFormat;
import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.LocalSink;
import dev.shaker.adapter.io.AdapterConverter;
import dev.shaker.adapter.io.AdapterReader;
import dev.shaker.cli.common.CliException;
import dev.shaker.cli.common.CommandRoot;
import dev.shaker.cli.common.Console;
import dev.shaker.cli.common.Documents;
import dev.shaker.cli.common.Environment;
import dev.shaker.cli.common.ExitCode;
import dev.shaker.error.ShakerException;

/** {@code shaker adapter convert}: the one command that reads tensors itself, because both directories are here. */
@Command(name = "convert", description = { "Convert a LoRA adapter and its head between PEFT's and AdapterHub's files.",
        "Works on local directories and needs no instance. Tensors and scale stay as they are." }, footer = {
                "Examples:", "  shaker adapter convert runs/reviews converted/reviews --to adapterhub",
                "  shaker adapter convert runs/reviews converted/reviews --to peft --json" })
final class AdapterConvertCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "SRC", description = "A directory as PEFT or AdapterHub saves it.")
    private Path source = Path.of("");

    @Parameters(index = "1", paramLabel = "DST", description = "The new directory; it must not exist, or be empty.")
    private Path target = Path.of("");

    @Option(names = "--to", required = true, paramLabel = "LIBRARY", description = "peft or adapterhub.")
    private Library to = Library.PEFT;

    @Option(names = "--json", order = 91, description = "Print JSON on standard output, and nothing else there.")
    private boolean json;

    /** Whose files to write. */
    enum Library {
        PEFT, ADAPTERHUB
    }

    @Override
    public Integer call() {
        Environment environment = ((CommandRoot) Objects.requireNonNull(spec).root().userObject()).environment();
        Console console = new Console(environment, json);
        try {
            convert();
        } catch (ShakerException refused) {
            throw CliException.failed(refused.code().wire(), String.valueOf(refused.getMessage()),
                    new TreeMap<>(Map.copyOf(refused.details())));
        }
        List<String> files = files(target);
        if (json) {
            console.print(Documents.object().put("directory", target.toString())
                    .put("format", to == Library.PEFT ? "peft" : "adapterhub")
                    .set("files", Documents.arrayOf(files)));
        } else {
            files.forEach(file -> console.print(target.resolve(file).toString()));
        }
        return ExitCode.OK;
    }

    private void convert() {
        if (!Files.isDirectory(source)) {
            throw CliException.environment(source + " is no directory", null);
        }
        if (Files.exists(target) && (!Files.isDirectory(target) || !files(target).isEmpty())) {
            throw CliException.usage(target + " is there and not empty: name a new directory");
        }
        Adapter adapter = AdapterReader.open(new LocalFiles(source));
        if ((adapter.format() == AdapterFormat.PEFT) == (to == Library.PEFT)) {
            throw CliException.usage(source + " holds files of " + (to == Library.PEFT ? "PEFT" : "AdapterHub")
                    + " already; choose --to " + (to == Library.PEFT ? "adapterhub" : "peft"));
        }
        LocalSink sink = new LocalSink(target);
        if (to == Library.PEFT) {
            AdapterConverter.toPeft(adapter, sink);
        } else {
            AdapterConverter.toAdapterHub(adapter, sink);
        }
    }

    private static List<String> files(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return new ArrayList<>(entries.map(file -> String.valueOf(file.getFileName())).sorted().toList());
        } catch (IOException unreadable) {
            throw CliException.environment("cannot read the directory " + directory, unreadable);
        }
    }
}
