package dev.shaker.cli.common;

import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How far something is: on a terminal a bar that appears after a second, elsewhere a plain line every ten seconds and
 * one at the end. Safe for use by several threads.
 */
public final class Progress implements AutoCloseable {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);
    private static final long BETWEEN_LINES = TimeUnit.SECONDS.toNanos(10);
    private static final long BETWEEN_FRAMES = TimeUnit.MILLISECONDS.toNanos(80);
    private static final int WIDTH = 30;

    private final PrintWriter err;
    private final boolean terminal;
    private final String what;
    private final long total;
    private final LongSupplier clock;
    private final long started;
    private long drawn;
    private long done;
    private boolean visible;

    Progress(PrintWriter err, boolean terminal, String what, long total, LongSupplier clock) {
        this.err = err;
        this.terminal = terminal;
        this.what = what;
        this.total = total;
        this.clock = clock;
        this.started = clock.getAsLong();
        this.drawn = started;
    }

    /** So many more are done; 0 shows only that time passes. */
    public synchronized void add(long count) {
        done += count;
        draw();
    }

    public synchronized void to(long count) {
        done = count;
        draw();
    }

    /** Takes the bar away, prints a line in its place and lets the bar come back. */
    public synchronized void above(Runnable print) {
        erase();
        print.run();
    }

    @Override
    public synchronized void close() {
        erase();
        long now = clock.getAsLong();
        if (!terminal && now - started >= PATIENCE) {
            err.println(what + ": " + done + " of " + total + " in " + seconds(now));
            err.flush();
        }
    }

    private void draw() {
        long now = clock.getAsLong();
        if (now - started < PATIENCE) {
            return;
        }
        if (!terminal) {
            if (now - drawn >= BETWEEN_LINES) {
                drawn = now;
                err.println(what + ": " + done + " of " + total + ", " + seconds(now));
                err.flush();
            }
            return;
        }
        if (visible && now - drawn < BETWEEN_FRAMES) {
            return;
        }
        drawn = now;
        visible = true;
        int full = total == 0 ? WIDTH : (int) Math.min(WIDTH, done * WIDTH / total);
        err.print("\r\u001b[K" + what + " [" + "#".repeat(full) + ".".repeat(WIDTH - full) + "] " + done + "/" + total
                + " " + seconds(now));
        err.flush();
    }

    private void erase() {
        if (visible) {
            err.print("\r\u001b[K");
            err.flush();
            visible = false;
        }
    }

    private String seconds(long now) {
        return TimeUnit.NANOSECONDS.toSeconds(now - started) + " s";
    }
}
