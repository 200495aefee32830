package io.xynergy.kit.redis;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterURIUtil;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where Redis is.
 *
 * <p>{@code redis://} and {@code rediss://} with one host are a server, {@code redis-sentinel://}
 * and {@code rediss-sentinel://} with the fragment {@code #NAME} the master that the sentinels
 * name, and a server's URI with several hosts, or with {@code ?cluster=true}, is a Cluster.
 *
 * @param isCluster whether the keys are spread over several servers
 * @param uris of a Cluster those of its servers that are asked first; else one
 */
record RedisAddress(boolean isCluster, List<RedisURI> uris) {

    private static final Pattern PLACE =
            Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^:\\[\\]]+)(:\\d{1,5})?");

    private static final String CLUSTER = "cluster=true";
    private static final String FORM =
            "expected redis://:password@host:port/database, rediss:// for TLS,"
                    + " redis-sentinel://:password@host:port,host:port#master, or for a Cluster"
                    + " redis://:password@host:port,host:port or ?cluster=true";

    RedisAddress {
        uris = List.copyOf(uris);
    }

    /**
     * Reads an address.
     *
     * @param timeout of connecting, and of each command
     * @throws IllegalArgumentException when it is none; the message has nothing of it, because it
     *     may hold a password
     */
    static RedisAddress parse(String text, Duration timeout) {
        try {
            RedisAddress address = parse(text);
            address.uris.forEach(uri -> uri.setTimeout(timeout));
            return address;
        } catch (IllegalArgumentException _) {
            // the library's messages repeat the address
            throw new IllegalArgumentException(FORM);
        }
    }

    private static RedisAddress parse(String text) {
        URI uri = URI.create(text);
        String scheme = String.valueOf(uri.getScheme());
        boolean one = scheme.equals("redis") || scheme.equals("rediss");
        boolean sentinels = scheme.equals("redis-sentinel") || scheme.equals("rediss-sentinel");
        if (!one && !sentinels
                || uri.getRawAuthority() == null
                || !namesPlaces(uri.getRawAuthority())) {
            throw new IllegalArgumentException(FORM);
        }
        String rest = withoutCluster(uri);
        boolean cluster = one && (!rest.equals(text) || uri.getRawAuthority().contains(","));
        List<RedisURI> uris =
                cluster
                        ? RedisClusterURIUtil.toRedisURIs(URI.create(rest))
                        : List.of(RedisURI.create(rest));
        return new RedisAddress(cluster, uris);
    }

    /** The library takes an address whose port is no number for one without a port. */
    private static boolean namesPlaces(String authority) {
        String places = authority.substring(authority.lastIndexOf('@') + 1);
        return Arrays.stream(places.split(",", -1))
                .allMatch(place -> PLACE.matcher(place).matches());
    }

    /** The address without the parameter that only this class knows. */
    private static String withoutCluster(URI uri) {
        String text = uri.toString();
        String query = uri.getRawQuery();
        if (query == null || !Arrays.asList(query.split("&")).contains(CLUSTER)) {
            return text;
        }
        String others =
                Arrays.stream(query.split("&"))
                        .filter(parameter -> !parameter.equals(CLUSTER))
                        .collect(Collectors.joining("&"));
        return text.replace("?" + query, others.isEmpty() ? "" : "?" + others);
    }
}
