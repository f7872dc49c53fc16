package dev.shaker.adapter;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/**
 * How a decoder is asked for a label: a row's texts in a template, and behind it the words that stand for each label. The most
 * likely words win, by the sum of their tokens' log-probabilities (pattern and verbalizer: Schick & Schütze, EACL 2021).
 *
 * @param template with <code>{text_a}</code> and, for pairs, <code>{text_b}</code>
 * @param continuations by label, as they follow the template, with the blank before them
 */
public record Prompt(String template, List<String> continuations) {
    private static final Pattern PLACE = Pattern.compile("\\{text_([ab])}");

    /**
     * @throws ShakerException {@code EVENT_INVALID} where the template has no place for the text, {@code DOMAIN_LABELS_INVALID}
     *         where words are blank or stand for two labels
     */
    public Prompt {
        continuations = List.copyOf(continuations);
        if (!template.contains("{text_a}")) {
            throw new ShakerException(ErrorCode.EVENT_INVALID, "the prompt's template '" + template
                    + "' has no {text_a}: say where a row's text stands").with("field", "domain.prompt.template");
        }
        if (continuations.size() < 2 || continuations.stream().anyMatch(String::isBlank)
                || new HashSet<>(continuations).size() != continuations.size()) {
            throw new ShakerException(ErrorCode.DOMAIN_LABELS_INVALID, "the words that stand for labels are "
                    + continuations + ": give other words for each, one at least").with("field", "domain.prompt.words");
        }
    }

    /** A prompt with the texts of a row in it, and what follows. */
    public record Question(String context, List<String> continuations) {}

    /** Blanks at the end of the prompt belong to what follows, as lm-evaluation-harness has it. */
    public Question ask(String textA, String textB) {
        Matcher places = PLACE.matcher(template);
        String whole = places.replaceAll(place -> Matcher.quoteReplacement(place.group(1).equals("a") ? textA : textB));
        int end = whole.length();
        while (end > 0 && isBlank(whole.charAt(end - 1))) {
            end--;
        }
        List<String> following = new ArrayList<>(continuations.size());
        for (String continuation : continuations) {
            following.add(whole.substring(end) + continuation);
        }
        return new Question(whole.substring(0, end), following);
    }

    /** What Python's {@code str.rstrip} takes away. */
    private static boolean isBlank(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
    }
}
