package dev.shaker.words;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

import opennlp.tools.postag.POSModel;
import opennlp.tools.postag.POSTaggerME;
import org.jspecify.annotations.Nullable;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.evaluation.attack.PartOfSpeech;
import dev.shaker.evaluation.attack.PartOfSpeechTagger;

/** Parts of speech by OpenNLP's maximum-entropy tagger with its English model (Universal Dependencies, EWT). */
public final class OpenNlpTagger implements PartOfSpeechTagger {
    private static final String MODEL = "/opennlp-en-ud-ewt-pos-1.3-2.5.4.bin";

    private @Nullable POSTaggerME tagger;

    @Override
    public synchronized List<PartOfSpeech> tag(List<String> tokens) {
        if (tokens.isEmpty()) {
            return List.of();
        }
        POSTaggerME loaded = tagger;
        if (loaded == null) {
            loaded = load();
            tagger = loaded;
        }
        List<PartOfSpeech> parts = new ArrayList<>(tokens.size());
        for (String tag : loaded.tag(tokens.toArray(String[]::new))) {
            parts.add(part(tag));
        }
        return parts;
    }

    private static PartOfSpeech part(String universal) {
        return switch (universal) {
            case "NOUN" -> PartOfSpeech.NOUN;
            case "VERB" -> PartOfSpeech.VERB;
            case "ADJ" -> PartOfSpeech.ADJECTIVE;
            case "ADV" -> PartOfSpeech.ADVERB;
            default -> PartOfSpeech.OTHER;
        };
    }

    private static POSTaggerME load() {
        try (InputStream model = OpenNlpTagger.class.getResourceAsStream(MODEL)) {
            if (model == null) {
                throw new IOException("it is not on the class path");
            }
            return new POSTaggerME(new POSModel(model));
        } catch (IOException e) {
            throw new ShakerException(ErrorCode.CONFIGURATION_INVALID, "the tagger's model " + MODEL
                    + " cannot be read: " + e.getMessage() + "; the library opennlp-models-pos-en brings it", e);
        }
    }
}
