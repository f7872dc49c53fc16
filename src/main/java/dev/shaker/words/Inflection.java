package dev.shaker.words;

import java.util.List;
import java.util.Optional;

import dev.shaker.evaluation.attack.PartOfSpeech;

/** A regular English inflection, known by what it made of one word. */
enum Inflection {
    S {
        @Override
        String apply(String lemma) {
            if (lemma.endsWith("y") && !vowelBefore(lemma, 1)) {
                return lemma.substring(0, lemma.length() - 1) + "ies";
            }
            boolean hissing = lemma.endsWith("s") || lemma.endsWith("x") || lemma.endsWith("z") || lemma.endsWith("ch")
                    || lemma.endsWith("sh");
            return lemma + (hissing ? "es" : "s");
        }
    },
    ED {
        @Override
        String apply(String lemma) {
            return lemma.endsWith("e") ? lemma + "d" : stem(lemma, true) + "ed";
        }
    },
    ING {
        @Override
        String apply(String lemma) {
            boolean silent = lemma.endsWith("e") && !lemma.endsWith("ee") && !lemma.endsWith("ye")
                    && !lemma.endsWith("oe");
            return silent ? lemma.substring(0, lemma.length() - 1) + "ing" : stem(lemma, false) + "ing";
        }
    },
    ER {
        @Override
        String apply(String lemma) {
            return lemma.endsWith("e") ? lemma + "r" : stem(lemma, true) + "er";
        }
    },
    EST {
        @Override
        String apply(String lemma) {
            return lemma.endsWith("e") ? lemma + "st" : stem(lemma, true) + "est";
        }
    };

    abstract String apply(String lemma);

    /** The inflection that makes {@code word} of {@code lemma}, empty where no rule does. */
    static Optional<Inflection> between(PartOfSpeech part, String lemma, String word) {
        List<Inflection> possible = switch (part) {
            case NOUN -> List.of(S);
            case VERB -> List.of(S, ED, ING);
            case ADJECTIVE, ADVERB -> List.of(ER, EST);
            case OTHER -> List.of();
        };
        return possible.stream().filter(inflection -> inflection.apply(lemma).equals(word)).findFirst();
    }

    /** What an ending with a vowel is put behind: {@code carri}, {@code stopp}, {@code open}. */
    private static String stem(String lemma, boolean yChanges) {
        int last = lemma.length() - 1;
        if (yChanges && lemma.endsWith("y") && !vowelBefore(lemma, 1)) {
            return lemma.substring(0, last) + "i";
        }
        boolean doubled = lemma.length() >= 3 && syllables(lemma) == 1 && !isVowel(lemma.charAt(last))
                && "wxy".indexOf(lemma.charAt(last)) < 0 && vowelBefore(lemma, 1) && !vowelBefore(lemma, 2);
        return doubled ? lemma + lemma.charAt(last) : lemma;
    }

    private static boolean vowelBefore(String lemma, int fromEnd) {
        int at = lemma.length() - 1 - fromEnd;
        return at >= 0 && isVowel(lemma.charAt(at));
    }

    private static boolean isVowel(char letter) {
        return "aeiou".indexOf(letter) >= 0;
    }

    private static int syllables(String lemma) {
        int groups = 0;
        for (int i = 0; i < lemma.length(); i++) {
            boolean starts = isVowel(lemma.charAt(i)) && (i == 0 || !isVowel(lemma.charAt(i - 1)));
            groups += starts ? 1 : 0;
        }
        return groups;
    }
}
