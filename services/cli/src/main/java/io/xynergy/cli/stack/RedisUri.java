package io.xynergy.cli.stack;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/** A Redis that runs already; its URI may hold a password and is never printed. */
record RedisUri(URI uri) {

    private static final int PROBE_MILLIS = 2000;
    private static final String FORM = "--redis: expected redis://[USER:PASSWORD@]HOST[:PORT]";

    static RedisUri parse(String text) throws StackException {
        try {
            var uri = new URI(text);
            boolean known = "redis".equals(uri.getScheme()) || "rediss".equals(uri.getScheme());
            if (!known || uri.getHost() == null) {
                throw StackException.input(FORM);
            }
            return new RedisUri(uri);
        } catch (URISyntaxException e) {
            throw StackException.input(FORM);
        }
    }

    /** Where it is, as messages say it. */
    String where() {
        return uri.getHost() + ":" + port();
    }

    private int port() {
        return uri.getPort() < 0 ? 6379 : uri.getPort();
    }

    /** Refuses one that does not answer; whether it takes the password its users find out. */
    void requireReachable() throws StackException {
        var address = new InetSocketAddress(uri.getHost(), port());
        boolean secure = "rediss".equals(uri.getScheme());
        List<String> expected = secure ? List.of("") : List.of("+PONG", "-NOAUTH", "-LOADING");
        if (!Probe.answers(address, "PING\r\n", PROBE_MILLIS, expected)) {
            throw StackException.input("no Redis responds at " + where() + " (--redis)");
        }
    }

    @Override
    public String toString() {
        return "RedisUri[" + where() + "]";
    }
}
