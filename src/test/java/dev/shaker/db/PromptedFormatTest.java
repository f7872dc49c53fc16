package dev.shaker.db;

import java.util.List;

import org.junit.jupiter.api.Test;

import dev.shaker.adapter.Prompt;

import static org.assertj.core.api.Assertions.assertThat;

/** The column of a test split's format, with and without a prompt. */
class PromptedFormatTest {
    @Test
    void aFormatAloneIsWrittenAsItEverWas() {
        assertThat(PromptedFormat.column("tsv", null)).isEqualTo("tsv");
        assertThat(PromptedFormat.format("tsv")).isEqualTo("tsv");
        assertThat(PromptedFormat.prompt("tsv")).isNull();
    }

    @Test
    void aPromptReadsBackAsItWasWritten() {
        Prompt prompt = new Prompt("{text_a}\n\"Label\": ", List.of(" ä", "{b}"));
        String column = PromptedFormat.column("jsonl", prompt);
        assertThat(PromptedFormat.format(column)).isEqualTo("jsonl");
        assertThat(PromptedFormat.prompt(column)).isEqualTo(prompt);
    }
}
