package io.xynergy.policy.validation;

import static io.xynergy.policy.validation.FieldRules.alternatives;

import io.xynergy.policy.MatchSpec;
import io.xynergy.policy.Rule;
import io.xynergy.policy.document.DocumentPath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rules about the conditions of a route. */
final class MatchRules {

    private static final int LONGEST_VALUE = 1024;
    private static final int LONGEST_NAME = 128;

    private final FieldRules fields;
    private final WireRules wire;
    private final HeaderRules headers;

    MatchRules(FieldRules fields, WireRules wire, HeaderRules headers) {
        this.fields = fields;
        this.wire = wire;
        this.headers = headers;
    }

    void check(List<MatchSpec> matches, boolean encodedSlashes, DocumentPath path) {
        fields.atMost(matches, WireRules.MOST_ITEMS, path);
        for (int i = 0; i < matches.size(); i++) {
            check(matches.get(i), encodedSlashes, path.item(i));
        }
    }

    private void check(MatchSpec match, boolean encodedSlashes, DocumentPath path) {
        wire.hostPatterns(match.hosts(), path.field("hosts"));
        wire.methods(match.methods(), path.field("methods"));
        path(match.path(), encodedSlashes, path.field("path"));
        DocumentPath headerPath = path.field("headers");
        conditions(match.headers(), headerPath);
        for (int i = 0; i < match.headers().size(); i++) {
            headers.matched(match.headers().get(i).name(), headerPath.item(i).field("name"));
        }
        conditions(match.query(), path.field("query"));
    }

    private void path(MatchSpec.@Nullable Path value, boolean encodedSlashes, DocumentPath path) {
        if (value == null) {
            return;
        }
        fields.exactlyOne(
                path,
                alternatives(
                        "exact", value.exact() != null,
                        "prefix", value.prefix() != null,
                        "regex", value.regex() != null));
        wire.path(value.exact(), encodedSlashes, path.field("exact"));
        wire.path(value.prefix(), encodedSlashes, path.field("prefix"));
        wire.regex(value.regex(), path.field("regex"));
    }

    private void conditions(List<MatchSpec.Field> conditions, DocumentPath path) {
        fields.atMost(conditions, WireRules.MOST_ITEMS, path);
        for (int i = 0; i < conditions.size(); i++) {
            MatchSpec.Field condition = conditions.get(i);
            DocumentPath place = path.item(i);
            fields.text(condition.name(), LONGEST_NAME, place.field("name"));
            fields.exactlyOne(
                    place,
                    alternatives(
                            "value", condition.value() != null,
                            "regex", condition.regex() != null,
                            "present", condition.present() != null));
            String value = condition.value();
            if (value != null) {
                fields.require(
                        value.length() <= LONGEST_VALUE,
                        Rule.TOO_LONG,
                        place.field("value"),
                        value.length(),
                        LONGEST_VALUE);
            }
            wire.regex(condition.regex(), place.field("regex"));
        }
    }
}
