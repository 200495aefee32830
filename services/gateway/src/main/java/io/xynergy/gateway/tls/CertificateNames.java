package io.xynergy.gateway.tls;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whom a certificate names: its subjectAltName alone (RFC 9525). The common name counts for
 * nothing, as anybody may have any.
 */
final class CertificateNames {

    /** Types of general names (RFC 5280, 4.2.1.6). */
    private static final int DNS = 2;

    private static final int ADDRESS = 7;

    private static final int MANY = 3;

    /**
     * A whole label that is a star, before at least two others; letters as certificates may have.
     */
    private static final Pattern NAME =
            Pattern.compile("(\\*\\.(?=[^.]+\\.))?[a-z0-9_-]{1,63}(\\.[a-z0-9_-]{1,63})*");

    private CertificateNames() {}

    /**
     * The DNS names of a certificate in lower case, without those that no host can have.
     *
     * @throws CertificateParsingException if its names cannot be read
     */
    static Set<String> hosts(X509Certificate certificate) throws CertificateParsingException {
        return hosts(names(certificate, DNS));
    }

    private static Set<String> hosts(List<String> names) {
        Set<String> hosts = new TreeSet<>();
        for (String name : names) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.length() <= 253 && NAME.matcher(lower).matches()) {
                hosts.add(lower);
            }
        }
        return hosts;
    }

    /** The wildcard that covers a host in place of its first label (RFC 9525, 6.3); null: none. */
    static @Nullable String wildcard(String host) {
        int dot = host.indexOf('.');
        return dot <= 0 ? null : "*" + host.substring(dot);
    }

    /**
     * Why a certificate is not that of a server, in words that follow "the certificate"; null: it
     * is.
     *
     * @param server a host name without a dot at its end, or an IP address
     */
    static @Nullable String problem(X509Certificate certificate, String server) {
        try {
            return problem(names(certificate, DNS), names(certificate, ADDRESS), server);
        } catch (CertificateParsingException e) {
            return "has names that cannot be read: " + e.getMessage();
        }
    }

    /** The same for the names of a certificate. */
    static @Nullable String problem(List<String> names, List<String> addresses, String server) {
        byte[] address = address(server);
        return address == null
                ? hostProblem(hosts(names), server.toLowerCase(Locale.ROOT))
                : addressProblem(addresses, server, address);
    }

    private static @Nullable String hostProblem(Set<String> hosts, String host) {
        String wildcard = wildcard(host);
        if (hosts.contains(host) || wildcard != null && hosts.contains(wildcard)) {
            return null;
        }
        return hosts.isEmpty()
                ? "names no host in subjectAltName, which alone counts (RFC 9525); "
                        + host
                        + " is expected"
                : "is for " + some(hosts) + ", not for " + host;
    }

    private static @Nullable String addressProblem(
            List<String> addresses, String server, byte[] address) {
        for (String known : addresses) {
            if (Arrays.equals(address(known), address)) {
                return null;
            }
        }
        return addresses.isEmpty()
                ? "names no IP address in subjectAltName, which alone counts (RFC 9525); "
                        + server
                        + " is expected"
                : "is for " + some(addresses) + ", not for " + server;
    }

    private static String some(Collection<String> names) {
        String first = String.join(", ", names.stream().limit(MANY).toList());
        return names.size() > MANY ? first + " and " + (names.size() - MANY) + " more" : first;
    }

    private static List<String> names(X509Certificate certificate, int type)
            throws CertificateParsingException {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        return names == null
                ? List.of()
                : names.stream()
                        .filter(name -> name.getFirst().equals(type))
                        .map(name -> name.get(1))
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList();
    }

    /** The bytes of an IP address as text; null if the text is none. */
    static byte @Nullable [] address(String text) {
        try {
            return InetAddress.ofLiteral(text).getAddress();
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    /** The subject for messages. */
    static String subject(X509Certificate certificate) {
        String subject = certificate.getSubjectX500Principal().getName();
        return subject.isEmpty() ? "a certificate without a subject" : subject;
    }
}
