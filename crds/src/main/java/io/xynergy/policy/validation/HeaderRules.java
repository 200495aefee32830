package io.xynergy.policy.validation;

import io.xynergy.policy.RouteSpec;
import io.xynergy.policy.Rule;
import io.xynergy.policy.document.DocumentPath;
import io.xynergy.policy.document.Quote;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Rules about header names, values and edits. */
final class HeaderRules {

    private static final int MOST_EDITS = 32;
    private static final int LONGEST_VALUE = 4096;

    /** Edits of these would break the message's frame or the connection. */
    private static final Set<String> RESERVED =
            Set.of(
                    "connection",
                    "content-length",
                    "expect",
                    "host",
                    "keep-alive",
                    "proxy-connection",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade");

    /** What clients send in these is not what services get, so no limit can count by it. */
    private static final Set<String> UNCOUNTED =
            Set.of(
                    "connection",
                    "http2-settings",
                    "keep-alive",
                    "proxy",
                    "proxy-authenticate",
                    "proxy-authorization",
                    "proxy-connection",
                    "te",
                    "transfer-encoding",
                    "upgrade",
                    "x-request-id");

    private static final String OWN = "x-xynergy-";
    private static final Pattern MARK = Pattern.compile("[^a-z0-9]");

    private final FieldRules fields;

    HeaderRules(FieldRules fields) {
        this.fields = fields;
    }

    void headers(RouteSpec.@Nullable Headers headers, DocumentPath path) {
        if (headers != null) {
            edits(headers.request(), path.field("request"));
            edits(headers.response(), path.field("response"));
        }
    }

    void headers(RouteSpec.@Nullable RequestHeaders headers, DocumentPath path) {
        if (headers != null) {
            edits(headers.request(), path.field("request"));
        }
    }

    private void edits(RouteSpec.@Nullable HeaderEdits edits, DocumentPath path) {
        if (edits == null) {
            return;
        }
        DocumentPath remove = path.field("remove");
        fields.atMost(edits.remove(), MOST_EDITS, remove);
        Map<String, String> seen = new HashMap<>();
        for (int i = 0; i < edits.remove().size(); i++) {
            String name = edits.remove().get(i);
            editable(name, remove.item(i));
            different(name, seen, remove.item(i));
        }
        values(edits.set(), path.field("set"));
        values(edits.add(), path.field("add"));
    }

    private void values(Map<String, String> values, DocumentPath path) {
        fields.atMost(values.keySet(), MOST_EDITS, path);
        Map<String, String> seen = new HashMap<>();
        values.forEach((name, value) -> {
            DocumentPath place = path.field(name);
            editable(name, place);
            value(value, place);
            different(name, seen, place);
        });
    }

    private void different(String name, Map<String, String> seen, DocumentPath path) {
        String earlier = seen.putIfAbsent(folded(name), name);
        if (earlier != null) {
            fields.report(Rule.DUPLICATE_HEADER, path, Quote.of(earlier), Quote.of(name));
        }
    }

    private void editable(String name, DocumentPath path) {
        name(name, path);
        String folded = folded(name);
        String instead = folded.equals("host") ? "; use rewrite.host" : "";
        fields.require(!RESERVED.contains(folded), Rule.RESERVED_HEADER, path, name, instead);
        notOwn(name, path);
    }

    /** Who calls is said in these headers: what clients send in them is never looked at. */
    private void notOwn(String name, DocumentPath path) {
        fields.require(!folded(name).startsWith(OWN), Rule.OWN_HEADER, path, name);
    }

    /** A name as CGI-like upstreams see it: every mark is the same there (RFC 3875, 4.1.18). */
    private static String folded(String name) {
        return MARK.matcher(name.toLowerCase(Locale.ROOT)).replaceAll("-");
    }

    void matched(@Nullable String name, DocumentPath path) {
        name(name, path);
        if (name != null) {
            notOwn(name, path);
        }
    }

    /** The field that a limit counts by. */
    void counted(@Nullable String name, DocumentPath path) {
        name(name, path);
        if (name != null) {
            String folded = folded(name);
            boolean good = !UNCOUNTED.contains(folded) && !folded.startsWith(OWN);
            fields.require(good, Rule.COUNTED_HEADER, path, name);
        }
    }

    void name(@Nullable String name, DocumentPath path) {
        if (name != null) {
            fields.require(WireRules.isToken(name), Rule.HEADER_NAME, path, Quote.of(name));
        }
    }

    void names(List<String> names, DocumentPath path) {
        fields.atMost(names, MOST_EDITS, path);
        Map<String, String> seen = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            name(names.get(i), path.item(i));
            different(names.get(i), seen, path.item(i));
        }
    }

    void value(String value, DocumentPath path) {
        boolean control = value.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 0x7f);
        fields.require(!control, Rule.HEADER_VALUE, path, "control characters such as line breaks");
        fields.require(
                value.equals(value.strip()), Rule.HEADER_VALUE, path, "white space at its ends");
        fields.require(
                value.length() <= LONGEST_VALUE,
                Rule.TOO_LONG,
                path,
                value.length(),
                LONGEST_VALUE);
    }
}
