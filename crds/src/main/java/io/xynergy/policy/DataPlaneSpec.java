package io.xynergy.policy;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The data plane that serves a policy: how many pods, how large, and what each of them allows.
 *
 * @param concurrency requests in flight per pod
 * @param trustedProxies CIDR blocks whose forwarded headers are believed
 * @param proxyProtocol absent: no connection begins with a PROXY header
 * @param drain longest time from SIGTERM to exit
 * @param tls absent: plain HTTP only
 * @param limits absent: the default of each
 * @param redis where rate limits are counted for all pods; absent: each pod has its share of them
 */
public record DataPlaneSpec(
        @Nullable Integer replicas,
        @Nullable Autoscaling autoscaling,
        @Nullable Resources resources,
        @Nullable Integer concurrency,
        List<String> trustedProxies,
        @Nullable ProxyProtocol proxyProtocol,
        @Default("25s") Duration drain,
        @Nullable Tls tls,
        @Nullable Limits limits,
        @Nullable Redis redis) {

    public DataPlaneSpec {
        trustedProxies = List.copyOf(trustedProxies);
    }

    /**
     * The Secret that says where Redis is.
     *
     * @param key of the Secret, whose value is a URI
     */
    public record Redis(String secret, @Default("uri") String key) {}

    /**
     * The Secrets with the listener's certificates.
     *
     * @param secret shown by default
     * @param secrets further ones, shown to clients that ask for a host that they name
     */
    public record Tls(String secret, List<String> secrets) {

        public Tls {
            secrets = List.copyOf(secrets);
        }

        /** All of them, the default first. */
        public List<String> all() {
            return Stream.concat(Stream.of(secret), secrets.stream()).toList();
        }
    }

    /**
     * Connections that begin with a header of the PROXY protocol.
     *
     * @param from CIDR blocks of the load balancers that send it
     */
    public record ProxyProtocol(List<String> from, @Default("Required") Mode mode) {

        public ProxyProtocol {
            from = List.copyOf(from);
        }

        /** Whether connections from there may come without a header. */
        public enum Mode {
            REQUIRED,
            OPTIONAL
        }
    }

    /**
     * The largest heads that are read.
     *
     * @param requestLine method, target and version of a request; absent: 8 KiB, or the head if
     *     that is smaller
     * @param requestHead a request's head as a whole
     * @param requestFields field lines of a request
     * @param responseHead an upstream's head as a whole
     * @param responseFields field lines of an upstream's head
     */
    public record Limits(
            @Nullable ByteSize requestLine,
            @Default("16Ki") ByteSize requestHead,
            @Default("100") int requestFields,
            @Default("16Ki") ByteSize responseHead,
            @Default("100") int responseFields) {

        public static final ByteSize LEAST_LINE = new ByteSize(256);
        public static final ByteSize MOST_LINE = new ByteSize(32 * 1024);
        public static final ByteSize LEAST_HEAD = new ByteSize(1024);
        public static final ByteSize MOST_HEAD = new ByteSize(64 * 1024);
        public static final int LEAST_FIELDS = 10;
        public static final int MOST_FIELDS = 1000;
    }
}
