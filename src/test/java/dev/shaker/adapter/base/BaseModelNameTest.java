package dev.shaker.adapter.base;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** 19-base-names. */
class BaseModelNameTest {
    @ParameterizedTest
    @ValueSource(strings = { "tiny-bert", "acme/tiny-bert", "acme/Tiny-BERT", "unsloth/tiny-bert-bnb-4bit",
            "unsloth/tiny-bert-unsloth-bnb-4bit", "x/tiny-bert-GPTQ-Int4", "x/tiny-bert-AWQ", "C:\\models\\tiny-bert\\",
            "/kaggle/input/tiny-bert/transformers/default/1", "./tiny-bert/", "",
            "/home/user/.cache/huggingface/hub/models--acme--tiny-bert/snapshots/0123456789abcdef0123456789abcdef01234567" })
    void placesCasesAndCopiesOfOneModelAgree(String name) {
        assertThat(BaseModelName.agree(name, "acme/tiny-bert")).isTrue();
        assertThat(BaseModelName.agree("acme/tiny-bert", name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "acme/tiny-bert-cased", "tiny-bert-v2", "bert-tiny", "x/tiny-bert-4bits-of-text",
            "/cache/models--acme--tiny-bert-cased/snapshots/0123456789abcdef0123456789abcdef01234567" })
    void anotherModelIsAnotherModel(String name) {
        assertThat(BaseModelName.agree(name, "acme/tiny-bert")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({ "/c/models--acme--tiny-bert/snapshots/01, acme/tiny-bert", "acme/tiny-bert/, acme/tiny-bert",
            "/kaggle/input/tiny-bert/transformers/default/1, tiny-bert", "models/tiny, models/tiny" })
    void aNameIsReadWithoutThePlace(String name, String readable) {
        assertThat(BaseModelName.readable(name)).isEqualTo(readable);
    }

    @Test
    void revisionsAndCopiesAreOneNameAndMayDiffer() {
        String pinned = BaseModelName.at("acme/tiny", "9f1c");
        assertThat(pinned).isEqualTo("acme/tiny@9f1c");
        assertThat(BaseModelName.at("acme/tiny", "main")).isEqualTo("acme/tiny");
        assertThat(BaseModelName.agree(pinned, "acme/tiny")).isTrue();
        assertThat(BaseModelName.mayDiffer(pinned, "acme/tiny")).isTrue();
        assertThat(BaseModelName.mayDiffer(pinned, "other/Tiny@9f1c")).isFalse();
        assertThat(BaseModelName.agree("acme/tiny-bnb-4bit", "acme/tiny")).isTrue();
        assertThat(BaseModelName.mayDiffer("acme/tiny-bnb-4bit", "acme/tiny")).isTrue();
        assertThat(BaseModelName.key("/home/me@work/tiny")).isEqualTo("tiny");
    }
}
