package io.xynergy.policy.validation;

import io.xynergy.policy.document.Quote;
import io.xynergy.policy.document.Suggestion;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The address of an upstream: scheme, host and port, and nothing else.
 *
 * @param host a name or an IP literal without brackets, in lower case
 */
public record UpstreamUrl(Scheme scheme, String host, int port) {

    private static final Pattern URL =
            Pattern.compile(
                    "(http|https|h2c)://(\\[[0-9a-fA-F:.]{2,45}]|[^/?#@:\\[\\]]*)(?::([0-9]*))?/?");

    private static final Set<String> SCHEMES = Set.of("http", "https", "h2c");
    private static final String FORM =
            "write http:// or https://, then a host and an optional port; no path, query or user";

    /** How the upstream is spoken to. */
    public enum Scheme {
        HTTP(80),
        HTTPS(443),
        H2C(80);

        private final int defaultPort;

        Scheme(int defaultPort) {
            this.defaultPort = defaultPort;
        }
    }

    /** The parsed address. */
    public static UpstreamUrl of(String url) {
        UpstreamUrl parsed = parse(url);
        if (parsed == null) {
            throw new IllegalArgumentException("not the address of an upstream: " + url);
        }
        return parsed;
    }

    /** The parsed address; null when the text is not one. */
    static @Nullable UpstreamUrl parse(String url) {
        Matcher matcher = URL.matcher(url);
        if (!matcher.matches()) {
            return null;
        }
        Scheme scheme =
                switch (matcher.group(1)) {
                    case "http" -> Scheme.HTTP;
                    case "https" -> Scheme.HTTPS;
                    default -> Scheme.H2C;
                };
        String host = Hosts.literalOrName(matcher.group(2));
        String digits = matcher.group(3);
        int port = digits == null ? scheme.defaultPort : port(digits);
        return host == null || port == 0 ? null : new UpstreamUrl(scheme, host, port);
    }

    /** What is wrong with a text that is not one, in words that follow it. */
    static String problem(String url) {
        int end = url.indexOf("://");
        if (end < 0) {
            return parse("http://" + url) == null
                    ? "it has no scheme; " + FORM
                    : "it has no scheme; write http://" + url;
        }
        String scheme = url.substring(0, end);
        if (!SCHEMES.contains(scheme)) {
            String near = Suggestion.ending(scheme, List.of("http", "https"));
            return "the scheme %s is not http or https%s".formatted(Quote.of(scheme), near);
        }
        Matcher matcher = URL.matcher(url);
        boolean ported = matcher.matches() && matcher.group(3) != null;
        if (ported && port(matcher.group(3)) == 0) {
            return "the port is not from 1 to 65535";
        }
        return FORM;
    }

    /** The port, or 0 when it is not from 1 to 65535. */
    private static int port(String digits) {
        if (digits.isEmpty() || digits.length() > 5) {
            return 0;
        }
        int port = Integer.parseInt(digits);
        return port > 65_535 ? 0 : port;
    }
}
