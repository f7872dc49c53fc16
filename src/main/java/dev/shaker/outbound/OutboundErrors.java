package dev.shaker.outbound;

import java.net.URI;

import org.jspecify.annotations.Nullable;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/**
 * What failures of receivers are called. Addresses of webhooks are often secrets, so only scheme, host and port are told of them.
 */
final class OutboundErrors {
    private static final int QUOTED = 300;

    private OutboundErrors() {
    }

    static ShakerException unavailable(URI at, String why, @Nullable Throwable cause) {
        return new ShakerException(ErrorCode.OUTBOUND_UNAVAILABLE, name(at) + " takes no verdicts (" + why
                + "); they go on once it does: look at its log, and at shaker.outbound.*", cause)
                .with("host", name(at));
    }

    static ShakerException refused(URI at, int status, String body) {
        String remedy = status >= 300 && status < 400
                ? "redirects are not followed: configure the address that it leads to"
                : "mend it there or in shaker.outbound.*";
        return new ShakerException(ErrorCode.OUTBOUND_REFUSED, name(at) + " refuses the verdict (" + said(status, body)
                + "); " + remedy + ", then put the dead letters of shaker.verdict back").with("host", name(at))
                .with("status", status);
    }

    /** Whether the same again may be answered otherwise. */
    static boolean isPassing(int status) {
        return status >= 500 || status == 408 || status == 425 || status == 429;
    }

    static String said(int status, String body) {
        String text = body.strip();
        return "status " + status + (text.isEmpty() ? "" : ", ")
                + (text.length() <= QUOTED ? text : text.substring(0, QUOTED) + "…");
    }

    static String name(URI at) {
        return at.getScheme() + "://" + at.getHost() + (at.getPort() < 0 ? "" : ":" + at.getPort());
    }
}
