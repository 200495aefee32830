package io.xynergy.policy.validation;

import io.xynergy.policy.KeyAddress;
import io.xynergy.policy.Rule;
import io.xynergy.policy.document.DocumentPath;
import io.xynergy.policy.document.Quote;
import io.xynergy.policy.pattern.LinearPattern;
import io.xynergy.policy.pattern.PatternReading;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Rules about what appears on the wire: hosts, methods, paths, URLs, regular expressions. */
final class WireRules {

    static final int LONGEST_PATH = 1024;
    static final int LONGEST_REGEX = 512;
    static final int LONGEST_URL = 512;
    static final int MOST_ITEMS = 16;
    static final int MOST_INSTRUCTIONS = 500_000;

    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}");
    private static final Pattern METHOD = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}");
    private static final Pattern ORIGIN =
            Pattern.compile("(https?)://([^/?#@\\[\\]]+?)(?::([0-9]{1,5}))?");

    private final FieldRules fields;
    private long instructions;

    WireRules(FieldRules fields) {
        this.fields = fields;
    }

    void methods(@Nullable List<String> methods, DocumentPath path) {
        if (methods == null) {
            return;
        }
        fields.atMost(methods, MOST_ITEMS, path);
        fields.different(methods, path);
        for (int i = 0; i < methods.size(); i++) {
            String method = methods.get(i);
            boolean good = METHOD.matcher(method).matches();
            fields.require(good, Rule.METHOD, path.item(i), Quote.of(method));
            if (good && !method.equals(method.toUpperCase(Locale.ROOT))) {
                fields.warn(
                        path.item(i),
                        "methods are case-sensitive: did you mean "
                                + method.toUpperCase(Locale.ROOT)
                                + "?");
            }
        }
    }

    /** Protocols that a client may change to. */
    void upgrades(@Nullable List<String> names, DocumentPath path) {
        if (names == null) {
            return;
        }
        fields.atMost(names, MOST_ITEMS, path);
        fields.different(names.stream().map(n -> n.toLowerCase(Locale.ROOT)).toList(), path);
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            fields.require(Upgrades.isName(name), Rule.PROTOCOL, path.item(i), Quote.of(name));
            fields.require(Upgrades.isAllowed(name), Rule.UPGRADE, path.item(i), Quote.of(name));
        }
    }

    static boolean isToken(String text) {
        return TOKEN.matcher(text).matches();
    }

    /** A host in a rewrite or a redirect. */
    void host(@Nullable String host, DocumentPath path) {
        if (host != null) {
            boolean good = Hosts.isName(host.toLowerCase(Locale.ROOT));
            fields.require(good, Rule.HOST, path, Quote.of(host), "");
        }
    }

    /** Hosts that a request may have. */
    void hostPatterns(List<String> hosts, DocumentPath path) {
        fields.atMost(hosts, MOST_ITEMS, path);
        fields.different(hosts.stream().map(h -> h.toLowerCase(Locale.ROOT)).toList(), path);
        for (int i = 0; i < hosts.size(); i++) {
            String host = hosts.get(i);
            fields.require(
                    Hosts.isPattern(host),
                    Rule.HOST,
                    path.item(i),
                    Quote.of(host),
                    " or *.example.com");
        }
    }

    /** A path that requests are compared with, or that they get. */
    void path(@Nullable String value, boolean encodedSlashes, DocumentPath path) {
        if (value == null) {
            return;
        }
        if (value.length() > LONGEST_PATH) {
            fields.report(Rule.TOO_LONG, path, value.length(), LONGEST_PATH);
            return;
        }
        String problem = MatchPath.problem(value, encodedSlashes);
        if (problem != null) {
            fields.report(Rule.MATCH_PATH, path, Quote.of(value), problem);
        }
    }

    /** A regular expression of bounded length; null when it is not one. */
    @Nullable LinearPattern regex(@Nullable String regex, DocumentPath path) {
        if (regex == null) {
            return null;
        }
        fields.text(regex, LONGEST_REGEX, path);
        if (regex.length() > LONGEST_REGEX) {
            return null;
        }
        return switch (LinearPattern.read(regex)) {
            case LinearPattern pattern -> counted(pattern, path);
            case PatternReading.Refused(String reason) -> {
                fields.report(Rule.REGEX, path, Quote.of(regex), reason);
                yield null;
            }
        };
    }

    /** All of a policy's expressions are in memory at once; said once, where it is too much. */
    private LinearPattern counted(LinearPattern pattern, DocumentPath path) {
        long before = instructions;
        instructions += pattern.size();
        fields.require(
                instructions <= MOST_INSTRUCTIONS || before > MOST_INSTRUCTIONS,
                Rule.REGEXES_TOO_LARGE,
                path,
                MOST_INSTRUCTIONS);
        return pattern;
    }

    /** The address of an upstream; null when it is not one that can be spoken to. */
    @Nullable UpstreamUrl upstreamUrl(String url, DocumentPath path) {
        UpstreamUrl parsed = url.length() <= LONGEST_URL ? UpstreamUrl.parse(url) : null;
        if (parsed == null) {
            fields.report(Rule.UPSTREAM_URL, path, Quote.of(url), UpstreamUrl.problem(url));
            return null;
        }
        if (parsed.scheme() == UpstreamUrl.Scheme.H2C) {
            fields.report(Rule.UNSPOKEN_SCHEME, path, Quote.of(url));
            return null;
        }
        return parsed;
    }

    /** A URL that the gateway itself calls, with or without protection. */
    void webUrl(@Nullable String url, DocumentPath path) {
        if (url != null) {
            boolean good = url.length() <= LONGEST_URL && isWebUrl(url, true);
            String example = "http://host.example.com:4318";
            fields.require(good, Rule.WEB_URL, path, Quote.of(url), "http or https", example, "");
        }
    }

    /**
     * The name of an issuer, which is an address too where its keys are found by it.
     *
     * @param onlyNamed whether it may be any address without protection, as nothing comes from it
     */
    void issuerUrl(String url, boolean onlyNamed, DocumentPath path) {
        boolean plainAllowed = onlyNamed || isSafe(url);
        String schemes = onlyNamed ? "http or https" : "https";
        String ending = onlyNamed ? "" : " (http is taken at a loopback host)";
        boolean good = url.length() <= LONGEST_URL && isWebUrl(url, plainAllowed);
        String example = "https://id.example.com";
        fields.require(good, Rule.WEB_URL, path, Quote.of(url), schemes, example, ending);
    }

    /** Where an issuer's keys are; some say in a query whose they are. */
    void keysUrl(@Nullable String url, DocumentPath path) {
        if (url != null) {
            URI uri = url.length() <= LONGEST_URL && isSafe(url) ? uri(url) : null;
            boolean good = uri != null && isWebUrl(uri, true);
            fields.require(good, Rule.KEYS_URL, path, Quote.of(url));
        }
    }

    private static boolean isSafe(String url) {
        return KeyAddress.of(url) != null;
    }

    private static @Nullable URI uri(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static boolean isWebUrl(String url, boolean plainAllowed) {
        URI uri = uri(url);
        return uri != null && uri.getRawQuery() == null && isWebUrl(uri, plainAllowed);
    }

    private static boolean isWebUrl(URI uri, boolean plainAllowed) {
        boolean known = "https".equals(uri.getScheme());
        boolean plain = "http".equals(uri.getScheme()) && plainAllowed;
        return (known || plain)
                && uri.getHost() != null
                && uri.getRawUserInfo() == null
                && uri.getRawFragment() == null
                && uri.getPort() <= 65_535
                && uri.getPort() != 0;
    }

    void cidrs(List<String> blocks, DocumentPath path) {
        fields.atMost(blocks, 64, path);
        fields.different(blocks, path);
        for (int i = 0; i < blocks.size(); i++) {
            String problem = AddressBlock.problem(blocks.get(i));
            if (problem != null) {
                fields.report(Rule.CIDR, path.item(i), Quote.of(blocks.get(i)), problem);
            } else if (blocks.get(i).endsWith("/0")) {
                fields.warn(path.item(i), "anybody can claim any address and scheme");
            }
        }
    }

    void origin(String origin, DocumentPath path) {
        boolean good = origin.equals("*");
        var matcher = ORIGIN.matcher(origin);
        if (matcher.matches()) {
            String digits = matcher.group(3);
            int port = digits == null ? 1 : Integer.parseInt(digits);
            good = Hosts.isPattern(matcher.group(2)) && port >= 1 && port <= 65_535;
        }
        fields.require(good, Rule.ORIGIN, path, Quote.of(origin));
    }

    void scopes(@Nullable List<String> scopes, DocumentPath path) {
        if (scopes == null) {
            return;
        }
        fields.atMost(scopes, 32, path);
        fields.different(scopes, path);
        for (int i = 0; i < scopes.size(); i++) {
            String scope = scopes.get(i);
            boolean good =
                    !scope.isEmpty()
                            && scope.length() <= 128
                            && scope.chars()
                                    .allMatch(c -> c > ' ' && c < 0x7f && c != '"' && c != '\\');
            fields.require(good, Rule.SCOPE, path.item(i), Quote.of(scope));
        }
    }
}
