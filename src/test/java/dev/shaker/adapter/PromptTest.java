package dev.shaker.adapter;

import java.util.List;

import org.junit.jupiter.api.Test;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** A row's texts in a template, and what follows. */
class PromptTest {
    @Test
    void textsStandInTheTemplateAsTheyAre() {
        Prompt prompt = new Prompt("Q: {text_a} / {text_b}\nA:", List.of(" yes", " no"));
        assertThat(prompt.ask("{text_b} $1", "\\b"))
                .isEqualTo(new Prompt.Question("Q: {text_b} $1 / \\b\nA:", List.of(" yes", " no")));
    }

    @Test
    void blanksAtTheEndOfThePromptBelongToWhatFollows() {
        Prompt prompt = new Prompt("{text_a}", List.of(" yes", "no"));
        assertThat(prompt.ask("is it\u00a0\t \n", ""))
                .isEqualTo(new Prompt.Question("is it", List.of("\u00a0\t \n yes", "\u00a0\t \nno")));
    }

    @Test
    void aTemplateWithoutTextAndWordsThatAreNoWordsAreRefused() {
        refused(ErrorCode.EVENT_INVALID, "Label:", List.of(" a", " b"));
        refused(ErrorCode.DOMAIN_LABELS_INVALID, "{text_a}", List.of(" a"));
        refused(ErrorCode.DOMAIN_LABELS_INVALID, "{text_a}", List.of(" a", " a"));
        refused(ErrorCode.DOMAIN_LABELS_INVALID, "{text_a}", List.of(" a", " "));
    }

    private static void refused(ErrorCode code, String template, List<String> words) {
        assertThatExceptionOfType(ShakerException.class).isThrownBy(() -> new Prompt(template, words))
                .matches(refused -> refused.code() == code);
    }
}
