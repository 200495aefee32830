package io.xynergy.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.http.RequestHead;
import io.xynergy.gateway.pattern.Effort;
import io.xynergy.policy.Environment;
import io.xynergy.policy.compiled.GatewayConfig;
import io.xynergy.policy.compiled.GatewayConfig.AuthMode;
import io.xynergy.policy.compiled.GatewayConfig.FieldMatch;
import io.xynergy.policy.compiled.GatewayConfig.HeaderEdits;
import io.xynergy.policy.compiled.GatewayConfig.Match;
import io.xynergy.policy.compiled.GatewayConfig.PathKind;
import io.xynergy.policy.compiled.GatewayConfig.PathMatch;
import io.xynergy.policy.compiled.GatewayConfig.Redirect;
import io.xynergy.policy.compiled.GatewayConfig.Retry;
import io.xynergy.policy.compiled.GatewayConfig.Rewrite;
import io.xynergy.policy.compiled.GatewayConfig.Service;
import io.xynergy.policy.compiled.GatewayConfig.Target;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compiled configurations for tests, with everything unimportant filled in. */
final class Configs {

    static final Match ANY = new Match(List.of(), null, List.of(), List.of(), List.of());
    static final Retry NO_RETRY = new Retry(0, List.of(), List.of(), List.of(), null);

    /** What {@link #find} gives when no route matches. */
    static final String NOTHING = "nothing";

    private Configs() {}

    /** The name of the route that a request takes. */
    static String find(GatewayConfig config, RequestHead head) {
        RouteMatch match = find(RouteTable.of(config), head);
        return match == null ? NOTHING : match.route().name();
    }

    /** The match of a request that is decided. */
    static @Nullable RouteMatch find(RouteTable table, RequestHead head) {
        Effort effort = table.effort();
        RouteMatch match = table.find(head, effort);
        assertThat(effort.isSpent()).isFalse();
        return match;
    }

    static GatewayConfig of(GatewayConfig.Route... routes) {
        return of(List.of(routes));
    }

    static GatewayConfig of(List<GatewayConfig.Route> routes) {
        return new GatewayConfig(
                "test",
                Environment.PRODUCTION,
                new GatewayConfig.Gateway(null, List.of(), 25_000, null, List.of(), null, null),
                List.of(service("crm"), service("billing"), service("audit")),
                routes);
    }

    private static Service service(String name) {
        return new Service(name, List.of(), 2_000, 256, null);
    }

    static GatewayConfig.Route route(String name, Match... matches) {
        return new RouteBuilder(name).matches(matches).build();
    }

    static Match exact(String path) {
        return path(PathKind.EXACT, path);
    }

    static Match prefix(String path) {
        return path(PathKind.PREFIX, path);
    }

    static Match regex(String path) {
        return path(PathKind.REGEX, path);
    }

    private static Match path(PathKind kind, String path) {
        return new Match(List.of(), new PathMatch(kind, path), List.of(), List.of(), List.of());
    }

    static Match hosts(Match match, String... hosts) {
        return new Match(
                List.of(hosts), match.path(), match.methods(), match.headers(), match.query());
    }

    static Match methods(Match match, String... methods) {
        return new Match(
                match.hosts(), match.path(), List.of(methods), match.headers(), match.query());
    }

    static Match header(Match match, FieldMatch header) {
        List<FieldMatch> headers = new ArrayList<>(match.headers());
        headers.add(header);
        return new Match(match.hosts(), match.path(), match.methods(), headers, match.query());
    }

    static Match query(Match match, FieldMatch parameter) {
        List<FieldMatch> query = new ArrayList<>(match.query());
        query.add(parameter);
        return new Match(match.hosts(), match.path(), match.methods(), match.headers(), query);
    }

    static FieldMatch is(String name, String value) {
        return new FieldMatch(name, value, null, null);
    }

    static FieldMatch matches(String name, String regex) {
        return new FieldMatch(name, null, regex, null);
    }

    static FieldMatch present(String name, boolean present) {
        return new FieldMatch(name, null, null, present);
    }

    /** A route with one target, or what a test sets instead. */
    static final class RouteBuilder {

        private final String name;
        private List<Match> matches = List.of(ANY);
        private List<Target> targets = List.of(new Target("crm", 1, HeaderEdits.NONE));
        private @Nullable Redirect redirect;
        private @Nullable Rewrite rewrite;
        private HeaderEdits requestHeaders = HeaderEdits.NONE;
        private HeaderEdits responseHeaders = HeaderEdits.NONE;
        private Retry retry = NO_RETRY;
        private boolean encodedSlashes;

        RouteBuilder(String name) {
            this.name = name;
        }

        RouteBuilder matches(Match... given) {
            matches = List.of(given);
            return this;
        }

        RouteBuilder targets(Target... given) {
            targets = List.of(given);
            return this;
        }

        RouteBuilder redirect(Redirect given) {
            redirect = given;
            targets = List.of();
            return this;
        }

        RouteBuilder rewrite(Rewrite given) {
            rewrite = given;
            return this;
        }

        RouteBuilder requestHeaders(HeaderEdits given) {
            requestHeaders = given;
            return this;
        }

        RouteBuilder responseHeaders(HeaderEdits given) {
            responseHeaders = given;
            return this;
        }

        RouteBuilder retry(Retry given) {
            retry = given;
            return this;
        }

        RouteBuilder encodedSlashes() {
            encodedSlashes = true;
            return this;
        }

        GatewayConfig.Route build() {
            return new GatewayConfig.Route(
                    name,
                    matches,
                    targets,
                    redirect,
                    rewrite,
                    requestHeaders,
                    responseHeaders,
                    30_000,
                    null,
                    10L << 20,
                    retry,
                    AuthMode.NONE,
                    encodedSlashes);
        }
    }
}
