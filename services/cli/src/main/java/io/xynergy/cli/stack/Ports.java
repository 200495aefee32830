package io.xynergy.cli.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.EnumMap;
import java.util.Map;

/** Who listens where. */
public final class Ports {

    /** What listens, by the option that chooses its port. */
    public enum Use {
        GATEWAY("--port", "the gateway", 8080),
        ADMIN("--admin-port", "the gateway's health and metrics", 9901),
        TLS("--tls-port", "the gateway's HTTPS", 8443),
        ISSUER("--issuer-port", "the issuer of tokens", 9902),
        POSTGRES("--postgres-port", "PostgreSQL", 15432),
        REDIS("--redis-port", "Redis", 16379),
        CRM("--crm-port", "the CRM", 9101),
        CRM_ADMIN("--crm-admin-port", "the CRM's health and metrics", 9201);

        private final String option;
        private final String words;
        private final int usual;

        Use(String option, String words, int usual) {
            this.option = option;
            this.words = words;
            this.usual = usual;
        }

        public String option() {
            return option;
        }

        public String words() {
            return words;
        }

        public int usual() {
            return usual;
        }
    }

    /** Where all listens that only this machine shall reach. */
    static final String LOCAL = "127.0.0.1";

    private final Map<Use, Integer> numbers = new EnumMap<>(Use.class);

    /** The usual ports, but for those in {@code chosen}; 0 takes a free one. */
    public Ports(Map<Use, Integer> chosen) {
        for (Use use : Use.values()) {
            numbers.put(use, chosen.getOrDefault(use, use.usual()));
        }
    }

    public int of(Use use) {
        return numbers.getOrDefault(use, use.usual());
    }

    /** The same with a free port in the place of each 0, for parts that must be told theirs. */
    Ports settled() throws IOException {
        var settled = new EnumMap<>(numbers);
        for (Map.Entry<Use, Integer> entry : settled.entrySet()) {
            if (entry.getValue() == 0) {
                entry.setValue(free());
            }
        }
        return new Ports(settled);
    }

    private static int free() throws IOException {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return socket.getLocalPort();
        }
    }
}
