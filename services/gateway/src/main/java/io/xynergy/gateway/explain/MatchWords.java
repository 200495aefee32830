package io.xynergy.gateway.explain;

import io.xynergy.gateway.routing.RouteTrace.Close;
import io.xynergy.gateway.routing.RouteTrace.Miss;
import io.xynergy.gateway.routing.RouteTrace.Precedence;
import io.xynergy.policy.compiled.GatewayConfig.FieldMatch;
import io.xynergy.policy.compiled.GatewayConfig.Match;
import io.xynergy.policy.compiled.GatewayConfig.PathMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** A match of a policy in words, and what a request lacks of it. */
final class MatchWords {

    private MatchWords() {}

    /** The conditions, one clause each. */
    static List<String> conditions(Match match) {
        List<String> words = new ArrayList<>();
        if (!match.hosts().isEmpty()) {
            words.add("host " + String.join(" or ", match.hosts()));
        }
        words.add(path(match));
        if (!match.methods().isEmpty()) {
            words.add("method " + String.join(" or ", match.methods()));
        }
        if (match.scheme() != null) {
            words.add("scheme " + match.scheme());
        }
        match.headers().forEach(header -> words.add("header " + field(header)));
        match.query().forEach(parameter -> words.add("query " + field(parameter)));
        return words;
    }

    private static String path(Match match) {
        PathMatch path = match.path();
        return path == null
                ? "any path"
                : "path " + path.kind().name().toLowerCase(Locale.ROOT) + " " + path.value();
    }

    private static String field(FieldMatch match) {
        String value = Masked.isCredential(match.name()) ? Masked.HIDDEN : null;
        if (match.value() != null) {
            return match.name() + " = " + Objects.requireNonNullElse(value, match.value());
        }
        if (match.regex() != null) {
            return match.name() + " ~ " + Objects.requireNonNullElse(value, match.regex());
        }
        return match.name() + (Boolean.FALSE.equals(match.present()) ? " absent" : " present");
    }

    /** What kept a match from taking a request, one clause each. */
    static List<String> misses(Close close, Match match) {
        Precedence yields = close.yields();
        if (yields != null) {
            return List.of("it would take it, but " + first(yields));
        }
        return close.misses().stream().map(miss -> miss(miss, match)).toList();
    }

    private static String miss(Miss miss, Match match) {
        return switch (miss.condition()) {
            case HOST -> "it wants host " + String.join(" or ", match.hosts());
            case PATH -> "it wants " + path(match);
            case METHOD -> "it wants method " + String.join(" or ", match.methods());
            case SCHEME -> "it wants scheme " + match.scheme();
            case HEADER -> "it wants header " + field(match.headers().get(miss.index()));
            case QUERY -> "it wants query " + field(match.query().get(miss.index()));
            case REDIRECT -> "its redirect would lead back to the same URL";
        };
    }

    private static String first(Precedence rule) {
        return switch (rule) {
            case HOST -> "a more specific host comes first";
            case PATH_KIND -> "exact paths come before prefixes, and regular expressions last";
            case PATH_LENGTH -> "a longer prefix comes first";
            case METHOD -> "a match that names the method comes first";
            case HEADERS -> "a match with more conditions on headers comes first";
            case QUERY -> "a match with more conditions on the query comes first";
            case ORDER -> "the other one comes first in the policy";
        };
    }
}
