package dev.shaker.cli.common;

/** The command above all others, as those below see it: it knows the process they run in. */
public interface CommandRoot {
    Environment environment();
}
