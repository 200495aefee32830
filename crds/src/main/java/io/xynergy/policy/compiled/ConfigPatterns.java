package io.xynergy.policy.compiled;

import io.xynergy.policy.Rule;
import io.xynergy.policy.compiled.GatewayConfig.FieldMatch;
import io.xynergy.policy.document.DocumentPath;
import io.xynergy.policy.document.Problems;
import io.xynergy.policy.document.Quote;
import io.xynergy.policy.pattern.LinearPattern;
import io.xynergy.policy.pattern.PatternReading;
import io.xynergy.policy.pattern.Replacement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Regular expressions of a configuration that was read back: each can be matched in linear time.
 */
final class ConfigPatterns {

    /** Most of them are written more than once. */
    private static final int MOST_KNOWN = 10_000;

    private final Problems problems;
    private final Map<String, PatternReading> known = new HashMap<>();

    ConfigPatterns(Problems problems) {
        this.problems = problems;
    }

    void check(GatewayConfig.Route route, DocumentPath path) {
        for (int i = 0; i < route.matches().size(); i++) {
            GatewayConfig.Match match = route.matches().get(i);
            DocumentPath place = path.field("matches").item(i);
            GatewayConfig.PathMatch pathMatch = match.path();
            if (pathMatch != null && pathMatch.kind() == GatewayConfig.PathKind.REGEX) {
                pattern(pathMatch.value(), place.field("path").field("value"));
            }
            conditions(match.headers(), place.field("headers"));
            conditions(match.query(), place.field("query"));
        }
        GatewayConfig.Rewrite rewrite = route.rewrite();
        if (rewrite != null) {
            rewrite(rewrite, route.encodedSlashes(), path.field("rewrite"));
        }
    }

    private void conditions(List<FieldMatch> conditions, DocumentPath path) {
        for (int i = 0; i < conditions.size(); i++) {
            pattern(conditions.get(i).regex(), path.item(i).field("regex"));
        }
    }

    private void rewrite(GatewayConfig.Rewrite rewrite, boolean encodedSlashes, DocumentPath path) {
        LinearPattern pattern = pattern(rewrite.regex(), path.field("regex"));
        String replace = rewrite.replace() == null ? "" : rewrite.replace();
        if (pattern == null) {
            return;
        }
        String problem = Replacement.problem(pattern, replace, encodedSlashes);
        if (problem != null) {
            problems.add(Rule.REPLACEMENT, path.field("replace"), Quote.of(replace), problem);
        }
    }

    private @Nullable LinearPattern pattern(@Nullable String regex, DocumentPath path) {
        if (regex == null) {
            return null;
        }
        PatternReading reading = known.get(regex);
        if (reading == null) {
            reading = LinearPattern.read(regex);
            if (known.size() < MOST_KNOWN) {
                known.put(regex, reading);
            }
        }
        return switch (reading) {
            case LinearPattern pattern -> pattern;
            case PatternReading.Refused(String reason) -> {
                problems.add(Rule.REGEX, path, Quote.of(regex), reason);
                yield null;
            }
        };
    }
}
