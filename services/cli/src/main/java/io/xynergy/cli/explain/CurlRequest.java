package io.xynergy.cli.explain;

import io.xynergy.gateway.explain.Question;
import io.xynergy.gateway.explain.Question.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A request with the options that users of curl know. */
public final class CurlRequest {

    private static final String AUTHORIZATION = "authorization";

    private final String method;
    private final String path;
    private final @Nullable String authority;
    private final boolean https;
    private final List<Header> headers = new ArrayList<>();
    private boolean hasHost;

    /**
     * Reads what was typed.
     *
     * @param target path and query, or a URL
     * @param lines headers
     * @throws IllegalArgumentException if it cannot be meant, naming what
     */
    public CurlRequest(String method, String target, List<String> lines) {
        this.method = method;
        String lower = target.toLowerCase(Locale.ROOT);
        this.https = lower.startsWith("https://");
        if (https || lower.startsWith("http://")) {
            int from = target.indexOf("://") + 3;
            int end = from;
            while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
                end++;
            }
            this.authority = target.substring(from, end);
            String rest = withoutFragment(target.substring(end));
            this.path = rest.startsWith("/") ? rest : "/" + rest;
        } else {
            this.authority = null;
            this.path = target;
        }
        lines.forEach(this::add);
        if (!hasHost) {
            headers.addFirst(new Header("Host", authority == null ? "localhost" : authority));
        }
    }

    /** A client keeps the fragment of a URL for itself. */
    private static String withoutFragment(String rest) {
        int fragment = rest.indexOf('#');
        return fragment < 0 ? rest : rest.substring(0, fragment);
    }

    private void add(String line) {
        int colon = line.indexOf(':');
        if (colon < 0) {
            if (!line.endsWith(";")) {
                throw new IllegalArgumentException(
                        "-H '" + shown(line) + "': expected 'Name: value', 'Name:' or 'Name;'");
            }
            add(line.substring(0, line.length() - 1), "");
            return;
        }
        String name = line.substring(0, colon);
        String value = line.substring(colon + 1).strip();
        if (value.isEmpty()) {
            hasHost |= isHost(name); // it is left out
        } else {
            add(name, value);
        }
    }

    /** A line without a colon may be a credential by mistake. */
    private static String shown(String line) {
        return line.length() <= 20 ? line : line.substring(0, 20) + "...";
    }

    private void add(String name, String value) {
        hasHost |= isHost(name);
        headers.add(new Header(name, value));
    }

    private static boolean isHost(String name) {
        return name.equalsIgnoreCase("host");
    }

    /** Whether a header line is one of Authorization. */
    public static boolean isAuthorization(String line) {
        return line.toLowerCase(Locale.ROOT).startsWith(AUTHORIZATION);
    }

    /** With a bearer token; null: without. */
    public CurlRequest token(@Nullable String token) {
        if (token != null) {
            add("Authorization", "Bearer " + token);
        }
        return this;
    }

    /** With an API key; null: without. */
    public CurlRequest key(@Nullable String key) {
        if (key != null) {
            add("X-Api-Key", key);
        }
        return this;
    }

    /** The request as it is explained. */
    public Question question(@Nullable String client, boolean secure, @Nullable Long bodyBytes) {
        return new Question(
                method, path, headers, client, secure || https ? true : null, null, bodyBytes);
    }
}
