package io.xynergy.cli.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

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

    /** Linux gives 32768 and more to outgoing connections, macOS 49152 and more. */
    private static final int LOWEST_FREE = 20_000;

    private static final int HIGHEST_FREE = 32_767;
    private static final int MOST_TRIES = 1_000;

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
    Ports settled(RandomGenerator random) throws IOException {
        var settled = new EnumMap<>(numbers);
        Set<Integer> taken = new HashSet<>(numbers.values());
        for (Map.Entry<Use, Integer> entry : settled.entrySet()) {
            if (entry.getValue() == 0) {
                entry.setValue(free(taken, random));
            }
        }
        return new Ports(settled);
    }

    /**
     * One below those that systems give to outgoing connections: between this and the part's start
     * many of these are made, and one of them would have the port.
     */
    private static int free(Set<Integer> taken, RandomGenerator random) throws IOException {
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            int port = random.nextInt(LOWEST_FREE, HIGHEST_FREE + 1);
            if (!taken.contains(port) && isFree(port)) {
                taken.add(port);
                return port;
            }
        }
        throw new IOException(
                "no free port from %d to %d in %d tries; choose some by the options"
                        .formatted(LOWEST_FREE, HIGHEST_FREE, MOST_TRIES));
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
