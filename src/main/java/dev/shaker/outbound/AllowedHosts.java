package dev.shaker.outbound;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/**
 * The hosts that anything leaves for. A name counts as it stands, without what lies below it.
 *
 * @param names in lower case, IPv6 addresses without brackets
 * @param insecure whether they may be called without TLS
 */
public record AllowedHosts(Set<String> names, boolean insecure) {
    private static final String SETTING = "shaker.outbound.allowed-hosts";
    private static final String LOCALHOST = "localhost";
    /** Where clouds tell a machine its own credentials, besides link-local 169.254.169.254: AWS and Google over IPv6, Alibaba. */
    private static final Set<InetAddress> METADATA = Set.of(InetAddress.ofLiteral("fd00:ec2::254"),
            InetAddress.ofLiteral("fd20:ce::254"), InetAddress.ofLiteral("100.100.100.200"));

    public AllowedHosts {
        names = Set.copyOf(names);
    }

    /** @param listed names with commas between, as the setting has them */
    public static AllowedHosts of(String listed, boolean insecure) {
        return new AllowedHosts(Arrays.stream(listed.split(",", -1)).map(String::strip).filter(name -> !name.isEmpty())
                .map(AllowedHosts::plain).collect(Collectors.toSet()), insecure);
    }

    /**
     * What keeps a configured address from being called, with the remedy.
     *
     * @param setting that holds it
     */
    public Optional<String> problem(String setting, URI url) {
        String host = plain(url.getHost());
        if (!names.contains(host)) {
            return Optional.of(setting + " leads to the host '" + host + "', and " + SETTING
                    + (names.isEmpty() ? " names none" : " has " + String.join(", ", new TreeSet<>(names)))
                    + ": add the host there, or remove the address");
        }
        if (url.getUserInfo() != null || url.getFragment() != null) {
            return Optional.of(setting + " holds a user or a fragment, which would not be sent: leave '@' and '#' out");
        }
        InetAddress literal = literal(host);
        boolean here = literal == null ? host.equals(LOCALHOST) : literal.isLoopbackAddress();
        if ("http".equals(url.getScheme()) && !insecure && !here) {
            return Optional
                    .of(setting + " is without TLS: write https://, or set shaker.outbound.insecure to true where"
                            + " everybody on the way to '" + host + "' may read and change what is sent");
        }
        return Optional.empty();
    }

    /**
     * Looks where a name leads now: whoever answers for a name must not turn what leaves against this machine or the cloud it runs
     * in. An address that is configured as such is meant. The answer is the one that the connection finds, because the JVM keeps it.
     *
     * @throws ShakerException {@code OUTBOUND_FORBIDDEN}; {@code OUTBOUND_UNAVAILABLE} where nobody knows the name
     */
    void check(URI url) {
        String host = plain(url.getHost());
        if (host.equals(LOCALHOST) || literal(host) != null) {
            return;
        }
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (isForbidden(address)) {
                    throw new ShakerException(ErrorCode.OUTBOUND_FORBIDDEN, "the name '" + host + "' of "
                            + SETTING + " leads to " + address.getHostAddress() + ", which is this machine or its"
                            + " cloud's own: mend the name, or configure the address itself if it is meant")
                            .with("host", host);
                }
            }
        } catch (UnknownHostException e) {
            throw OutboundErrors.unavailable(url, "nobody knows this name", e);
        }
    }

    static boolean isForbidden(InetAddress address) {
        return address.isLoopbackAddress() || address.isLinkLocalAddress() || address.isAnyLocalAddress()
                || address.isMulticastAddress() || METADATA.contains(address);
    }

    private static @Nullable InetAddress literal(String host) {
        try {
            return InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String plain(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.startsWith("[") && lower.endsWith("]") ? lower.substring(1, lower.length() - 1) : lower;
    }
}
