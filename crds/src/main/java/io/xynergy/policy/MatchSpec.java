package io.xynergy.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One alternative of a route: all of its conditions must hold. */
public record MatchSpec(
        List<String> hosts,
        @Nullable Path path,
        List<String> methods,
        List<Field> headers,
        List<Field> query,
        @Nullable UrlScheme scheme) {

    public MatchSpec {
        hosts = List.copyOf(hosts);
        methods = List.copyOf(methods);
        headers = List.copyOf(headers);
        query = List.copyOf(query);
    }

    /** A condition on the normalised path; exactly one is set. */
    public record Path(@Nullable String exact, @Nullable String prefix, @Nullable String regex) {}

    /** A condition on a header or a query parameter; exactly one beside the name is set. */
    public record Field(
            String name,
            @Nullable String value,
            @Nullable String regex,
            @Nullable Boolean present) {}
}
