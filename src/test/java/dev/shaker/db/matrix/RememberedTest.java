package dev.shaker.db.matrix;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RememberedTest {
    private final List<String> read = new ArrayList<>();
    private final List<String> before = new ArrayList<>();
    private final Remembered<String, String> remembered = new Remembered<>(10, String::length);

    private String get(String key, long revision, String value) {
        return remembered.get(key, revision, known -> {
            read.add(key + revision);
            before.add(known.orElse("nothing"));
            return value;
        });
    }

    @Test
    void whatHasNotChangedIsReadOnceAndWhatHasIsReadAgain() {
        assertThat(get("a", 1, "old")).isEqualTo("old");
        assertThat(get("a", 1, "never")).isEqualTo("old");
        assertThat(get("a", 2, "new")).isEqualTo("new");
        assertThat(get("a", 2, "never")).isEqualTo("new");
        assertThat(read).containsExactly("a1", "a2");
        assertThat(before).containsExactly("nothing", "old");
    }

    @Test
    void whatWasAskedForLeastLatelyGivesWay() {
        get("a", 1, "1234");
        get("b", 1, "1234");
        get("a", 1, "");
        get("c", 1, "1234");
        read.clear();
        get("a", 1, "");
        get("c", 1, "");
        get("b", 1, "1234");
        assertThat(read).containsExactly("b1");
    }

    @Test
    void whatIsLargerThanTheBudgetIsReadEachTimeAndPushesNothingOut() {
        get("a", 1, "1234");
        assertThat(get("b", 1, "12345678901")).hasSize(11);
        get("b", 1, "12345678901");
        get("a", 1, "");
        assertThat(read).containsExactly("a1", "b1", "b1");
    }
}
