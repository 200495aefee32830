package io.xynergy.policy.compiled;

import io.xynergy.policy.Default;
import io.xynergy.policy.Environment;
import io.xynergy.policy.PathNormalization;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A policy after defaults were merged and references resolved: immutable, complete, and the same on
 * every machine for the same input.
 *
 * <p>Times are milliseconds and sizes are bytes, because this form is for machines. An absent limit
 * is {@code null}, never a magic number.
 *
 * @param name the policy's name
 * @param services upstreams by the order of the policy
 * @param routes in the order of the policy, which is the last rule of precedence
 */
public record GatewayConfig(
        String name,
        Environment environment,
        Gateway gateway,
        List<Service> services,
        List<Route> routes,
        @Default("{}") AuthConfig auth,
        @Nullable CorsConfig cors,
        @Nullable RealtimeConfig realtime,
        AuditConfig audit,
        TelemetryConfig telemetry) {

    public GatewayConfig {
        services = List.copyOf(services);
        routes = List.copyOf(routes);
    }

    /** A configuration that routes and does nothing else. */
    public GatewayConfig(
            String name,
            Environment environment,
            Gateway gateway,
            List<Service> services,
            List<Route> routes) {
        this(
                name,
                environment,
                gateway,
                services,
                routes,
                AuthConfig.NOBODY,
                null,
                null,
                AuditConfig.OFF,
                TelemetryConfig.PLAIN);
    }

    /**
     * Settings of the data plane itself.
     *
     * @param concurrency requests in flight per process; absent: bounded by memory alone
     * @param trustedProxies CIDR blocks whose forwarded headers are believed
     * @param drainMillis longest time from SIGTERM to exit
     * @param tlsSecret Secret with {@code tls.crt} and {@code tls.key}; absent: plain HTTP only
     * @param tlsSecrets further ones, chosen by the name that a client asks for
     * @param proxyProtocol absent: no connection begins with a PROXY header
     * @param limits absent: {@link HeadLimits#DEFAULTS}
     */
    public record Gateway(
            @Nullable Integer concurrency,
            List<String> trustedProxies,
            long drainMillis,
            @Nullable String tlsSecret,
            List<String> tlsSecrets,
            @Nullable ProxyProtocol proxyProtocol,
            @Nullable HeadLimits limits) {

        public Gateway {
            trustedProxies = List.copyOf(trustedProxies);
            tlsSecrets = List.copyOf(tlsSecrets);
        }

        /** All Secrets with certificates, the default first; none: plain HTTP only. */
        public List<String> certificates() {
            return Stream.concat(Stream.ofNullable(tlsSecret), tlsSecrets.stream()).toList();
        }
    }

    /**
     * Connections that begin with a header of the PROXY protocol.
     *
     * @param from CIDR blocks of the load balancers that send it
     * @param required whether a connection from there without a header is closed
     */
    public record ProxyProtocol(List<String> from, boolean required) {

        public ProxyProtocol {
            from = List.copyOf(from);
        }
    }

    /**
     * An upstream.
     *
     * @param addresses where it listens; empty: it could not be resolved, and a route to it answers
     *     500 for its weight
     * @param maxConnections per process, idle and busy together
     * @param protection how endpoints are chosen and spared
     * @param localAddresses whether a gateway that refuses local addresses sends to them; absent:
     *     no
     */
    public record Service(
            String name,
            List<Address> addresses,
            long connectTimeoutMillis,
            int maxConnections,
            @Nullable UpstreamTls tls,
            Protection protection,
            @Nullable Boolean localAddresses) {

        public Service {
            addresses = List.copyOf(addresses);
        }

        /** A service that is balanced by least requests and not protected. */
        public Service(
                String name,
                List<Address> addresses,
                long connectTimeoutMillis,
                int maxConnections,
                @Nullable UpstreamTls tls) {
            this(name, addresses, connectTimeoutMillis, maxConnections, tls, Protection.NONE, null);
        }
    }

    /** One {@code url} of a service: scheme, host (name or IP literal without brackets), port. */
    public record Address(Scheme scheme, String host, int port) {}

    /** How an upstream is spoken to. */
    public enum Scheme {
        HTTP,
        HTTPS,
        H2C
    }

    /** How an {@code https} upstream is verified; absent parts mean the platform's own trust. */
    public record UpstreamTls(
            @Nullable String caSecret, @Nullable String caConfig, @Nullable String serverName) {}

    /**
     * One route with every default merged in.
     *
     * @param matches alternatives; never empty
     * @param targets where it forwards by weight; empty exactly when {@code redirect} is set
     * @param timeoutMillis from the request's head to the response's head, over all attempts
     * @param maxRequestBody bytes; absent: streamed without limit
     * @param maxResponseBody bytes; absent: streamed without limit
     * @param encodedSlashes whether {@code %2F} in a path is let through
     * @param access whose identity is accepted when {@code auth} asks for one
     * @param cache absent: off
     * @param compression absent: off
     * @param upgrades lower-case names of protocols that clients may change to; absent: {@code
     *     websocket} alone
     * @param normalize how much of the path is normalised; absent: all of it
     */
    public record Route(
            String name,
            List<Match> matches,
            List<Target> targets,
            @Nullable Redirect redirect,
            @Nullable Rewrite rewrite,
            @Default("{}") HeaderEdits requestHeaders,
            @Default("{}") HeaderEdits responseHeaders,
            long timeoutMillis,
            @Nullable Long maxRequestBody,
            @Nullable Long maxResponseBody,
            Retry retry,
            AuthMode auth,
            boolean encodedSlashes,
            @Default("{apiKeys: false}") Access access,
            List<RateLimit> rateLimits,
            @Nullable CacheConfig cache,
            @Nullable CompressionConfig compression,
            @Nullable Mirror mirror,
            @Nullable List<String> upgrades,
            @Nullable PathNormalization normalize) {

        public Route {
            matches = List.copyOf(matches);
            targets = List.copyOf(targets);
            rateLimits = List.copyOf(rateLimits);
            upgrades = upgrades == null ? null : List.copyOf(upgrades);
        }

        /** A route that forwards or redirects and does nothing else. */
        public Route(
                String name,
                List<Match> matches,
                List<Target> targets,
                @Nullable Redirect redirect,
                @Nullable Rewrite rewrite,
                HeaderEdits requestHeaders,
                HeaderEdits responseHeaders,
                long timeoutMillis,
                @Nullable Long maxRequestBody,
                @Nullable Long maxResponseBody,
                Retry retry,
                AuthMode auth,
                boolean encodedSlashes) {
            this(
                    name,
                    matches,
                    targets,
                    redirect,
                    rewrite,
                    requestHeaders,
                    responseHeaders,
                    timeoutMillis,
                    maxRequestBody,
                    maxResponseBody,
                    retry,
                    auth,
                    encodedSlashes,
                    Access.NOBODY,
                    List.of(),
                    null,
                    null,
                    null,
                    null,
                    null);
        }
    }

    /**
     * One alternative of a route: all of its conditions must hold.
     *
     * @param hosts lower case, without port; {@code *.example.com} matches one or more labels in
     *     place of the star; empty: any
     * @param path absent: any
     * @param methods empty: any
     * @param scheme {@code http} or {@code https}; absent: any
     */
    public record Match(
            List<String> hosts,
            @Nullable PathMatch path,
            List<String> methods,
            List<FieldMatch> headers,
            List<FieldMatch> query,
            @Nullable String scheme) {

        public Match {
            hosts = List.copyOf(hosts);
            methods = List.copyOf(methods);
            headers = List.copyOf(headers);
            query = List.copyOf(query);
        }

        /** A match of any scheme. */
        public Match(
                List<String> hosts,
                @Nullable PathMatch path,
                List<String> methods,
                List<FieldMatch> headers,
                List<FieldMatch> query) {
            this(hosts, path, methods, headers, query, null);
        }
    }

    /** A condition on the normalised path. */
    public record PathMatch(PathKind kind, String value) {}

    /** How a path is compared; the order is the order of precedence. */
    public enum PathKind {
        EXACT,
        PREFIX,
        REGEX
    }

    /** A condition on a header or a query parameter; exactly one of the last three is set. */
    public record FieldMatch(
            String name,
            @Nullable String value,
            @Nullable String regex,
            @Nullable Boolean present) {}

    /** A service with its share of a route's requests and the headers that only it gets. */
    public record Target(String service, int weight, @Default("{}") HeaderEdits requestHeaders) {}

    /** Sends a copy of a share of the requests; its responses are dropped. */
    public record Mirror(String service, int percent) {}

    /** Answers with a redirect; absent parts are taken from the request. */
    public record Redirect(
            int status,
            @Nullable String scheme,
            @Nullable String host,
            @Nullable Integer port,
            @Nullable String path,
            @Nullable String prefix) {}

    /** Changes the forwarded target; at most one of prefix, path and regex. */
    public record Rewrite(
            @Nullable String prefix,
            @Nullable String path,
            @Nullable String regex,
            @Nullable String replace,
            @Nullable String host) {}

    /**
     * Header edits in their order of effect: remove, then set, then add.
     *
     * @param remove lower-case names
     * @param set sorted by name, as is {@code add}, so that equal edits have one form
     */
    public record HeaderEdits(
            List<String> remove, Map<String, String> set, Map<String, String> add) {

        public static final HeaderEdits NONE = new HeaderEdits(List.of(), Map.of(), Map.of());

        public HeaderEdits {
            remove = List.copyOf(remove);
            set = Collections.unmodifiableMap(new TreeMap<>(set));
            add = Collections.unmodifiableMap(new TreeMap<>(add));
        }

        public boolean isEmpty() {
            return remove.isEmpty() && set.isEmpty() && add.isEmpty();
        }
    }

    /**
     * When a request may be sent again.
     *
     * @param attempts tries after the first; 0: none
     * @param statuses which answers count as a failure of kind STATUS
     * @param methods which may be sent again after RESET or STATUS; a request that never left is
     *     safe with every method
     * @param budget largest share of requests that may be retries, from 0 to 1; absent: no bound
     */
    public record Retry(
            int attempts,
            List<RetryOn> on,
            List<Integer> statuses,
            List<String> methods,
            @Nullable Long perTryTimeoutMillis,
            @Nullable Long backoffInitialMillis,
            @Nullable Long backoffMaxMillis,
            @Nullable Double budget) {

        public Retry {
            on = List.copyOf(on);
            statuses = List.copyOf(statuses);
            methods = List.copyOf(methods);
        }

        /** A retry at once and without a budget. */
        public Retry(
                int attempts,
                List<RetryOn> on,
                List<Integer> statuses,
                List<String> methods,
                @Nullable Long perTryTimeoutMillis) {
            this(attempts, on, statuses, methods, perTryTimeoutMillis, null, null, null);
        }
    }

    /** A kind of failure that a retry policy names. */
    public enum RetryOn {
        CONNECT_FAILURE,
        RESET,
        STATUS
    }

    /** Whether a route asks for a proven identity. */
    public enum AuthMode {
        REQUIRED,
        OPTIONAL,
        NONE
    }
}
