package dev.shaker.evaluation.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text as words and punctuation marks, which are changed one at a time while everything between them stays as it was.
 *
 * @param gaps what stands before each token, and after the last: one more than tokens
 */
record TextTokens(List<String> tokens, List<String> gaps) {
    private static final Pattern TOKEN = Pattern
            .compile("[\\p{L}\\p{N}]+(?:['\u2019\\-][\\p{L}\\p{N}]+)*|[^\\s\\p{L}\\p{N}]");

    TextTokens {
        tokens = List.copyOf(tokens);
        gaps = List.copyOf(gaps);
    }

    static TextTokens of(String text) {
        List<String> tokens = new ArrayList<>();
        List<String> gaps = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(text);
        int end = 0;
        while (matcher.find()) {
            gaps.add(text.substring(end, matcher.start()));
            tokens.add(matcher.group());
            end = matcher.end();
        }
        gaps.add(text.substring(end));
        return new TextTokens(tokens, gaps);
    }

    int size() {
        return tokens.size();
    }

    boolean isWord(int i) {
        return Character.isLetterOrDigit(tokens.get(i).codePointAt(0));
    }

    int words() {
        int words = 0;
        for (int i = 0; i < size(); i++) {
            words += isWord(i) ? 1 : 0;
        }
        return words;
    }

    /** The token in lower case. */
    String lower(int i) {
        return tokens.get(i).toLowerCase(Locale.ROOT);
    }

    /** The same text with another word, written with a capital, or in capitals, where the old one was. */
    TextTokens with(int i, String word) {
        List<String> changed = new ArrayList<>(tokens);
        changed.set(i, cased(word, tokens.get(i)));
        return new TextTokens(changed, gaps);
    }

    /** The text without a token and the space before it. */
    String without(int deleted) {
        return text(deleted).strip();
    }

    String text() {
        return text(-1);
    }

    private String text(int deleted) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < size(); i++) {
            if (i != deleted) {
                text.append(gaps.get(i)).append(tokens.get(i));
            }
        }
        return text.append(gaps.get(size())).toString();
    }

    private static String cased(String word, String like) {
        String upper = like.toUpperCase(Locale.ROOT);
        if (!Character.isUpperCase(like.codePointAt(0))) {
            return word;
        }
        return like.length() > 1 && like.equals(upper)
                ? word.toUpperCase(Locale.ROOT)
                : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }
}
