package io.xynergy.policy.validation;

import static io.xynergy.policy.validation.FieldRules.alternatives;

import io.xynergy.policy.MatchSpec;
import io.xynergy.policy.RouteSpec;
import io.xynergy.policy.Rule;
import io.xynergy.policy.document.DocumentPath;
import io.xynergy.policy.document.Quote;
import io.xynergy.policy.pattern.LinearPattern;
import io.xynergy.policy.pattern.Replacement;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules about rewrites and redirects. */
final class ChangeRules {

    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final FieldRules fields;
    private final WireRules wire;

    ChangeRules(FieldRules fields, WireRules wire) {
        this.fields = fields;
        this.wire = wire;
    }

    void rewrite(
            RouteSpec.@Nullable Rewrite rewrite,
            List<MatchSpec> matches,
            boolean encodedSlashes,
            DocumentPath path) {
        if (rewrite == null) {
            return;
        }
        boolean prefix = rewrite.prefix() != null;
        boolean regex = rewrite.regex() != null;
        boolean whole = rewrite.path() != null;
        fields.atLeastOne(
                path,
                alternatives(
                        "prefix",
                        prefix,
                        "path",
                        whole,
                        "regex",
                        regex || rewrite.replace() != null,
                        "host",
                        rewrite.host() != null));
        fields.atMostOne(path, alternatives("prefix", prefix, "path", whole, "regex", regex));
        wire.path(rewrite.prefix(), encodedSlashes, path.field("prefix"));
        wire.path(rewrite.path(), encodedSlashes, path.field("path"));
        wire.host(rewrite.host(), path.field("host"));
        replacement(rewrite, encodedSlashes, path);
        if (prefix) {
            prefixIn(matches, path.field("prefix"));
        }
    }

    private void replacement(RouteSpec.Rewrite rewrite, boolean encodedSlashes, DocumentPath path) {
        String regex = rewrite.regex();
        String replace = rewrite.replace();
        LinearPattern pattern = wire.regex(regex, path.field("regex"));
        DocumentPath place = path.field("replace");
        if (regex != null && replace == null) {
            fields.report(Rule.NEEDS, path, "regex", "replace");
        } else if (regex == null && replace != null) {
            fields.report(Rule.ONLY_WITH, place, "regex");
        } else if (pattern != null && replace != null) {
            String problem = Replacement.problem(pattern, replace, encodedSlashes);
            if (problem != null) {
                fields.report(Rule.REPLACEMENT, place, Quote.of(replace), problem);
            }
        }
    }

    void redirect(
            RouteSpec.@Nullable Redirect redirect,
            List<MatchSpec> matches,
            boolean encodedSlashes,
            DocumentPath path) {
        if (redirect == null) {
            return;
        }
        boolean prefix = redirect.prefix() != null;
        boolean whole = redirect.path() != null;
        fields.atLeastOne(
                path,
                alternatives(
                        "scheme", redirect.scheme() != null,
                        "host", redirect.host() != null,
                        "port", redirect.port() != null,
                        "path", whole,
                        "prefix", prefix));
        fields.atMostOne(path, alternatives("path", whole, "prefix", prefix));
        boolean known = REDIRECTS.contains(redirect.status());
        fields.require(known, Rule.REDIRECT_STATUS, path.field("status"), redirect.status());
        wire.host(redirect.host(), path.field("host"));
        fields.range(redirect.port(), 1, 65_535, path.field("port"));
        wire.path(redirect.path(), encodedSlashes, path.field("path"));
        wire.path(redirect.prefix(), encodedSlashes, path.field("prefix"));
        if (prefix) {
            prefixIn(matches, path.field("prefix"));
        }
        for (int i = 0; i < matches.size(); i++) {
            boolean itself = SelfRedirect.isCertain(redirect, matches.get(i));
            fields.require(!itself, Rule.REDIRECT_TO_ITSELF, path, "match[" + i + "]");
        }
    }

    private void prefixIn(List<MatchSpec> matches, DocumentPath path) {
        if (matches.isEmpty()) {
            fields.report(Rule.PREFIX_WITHOUT_PREFIX, path, "the route");
        }
        for (int i = 0; i < matches.size(); i++) {
            MatchSpec.Path condition = matches.get(i).path();
            if (condition == null || condition.prefix() == null) {
                fields.report(Rule.PREFIX_WITHOUT_PREFIX, path, "match[" + i + "]");
                return;
            }
        }
    }
}
