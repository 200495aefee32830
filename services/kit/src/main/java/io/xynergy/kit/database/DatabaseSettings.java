package io.xynergy.kit.database;

import io.xynergy.kit.settings.Secret;
import io.xynergy.kit.settings.Setting;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL database and how it is used. */
public record DatabaseSettings(
        @Setting("where it is, as jdbc:postgresql://host:port/name") String url,
        @Setting(value = "role that serves requests; it owns nothing", optional = true)
                @Nullable String user,
        @Setting(value = "its password", optional = true) @Nullable Secret password,
        @Setting(
                        value = "role that owns the tables; given, it migrates them at the start",
                        optional = true)
                @Nullable String ownerUser,
        @Setting(value = "its password", optional = true) @Nullable Secret ownerPassword,
        @Setting(value = "connections at the same time", otherwise = "8") int connections,
        @Setting(value = "transactions that wait for a connection", otherwise = "64") int waiting,
        @Setting(value = "longest wait for a connection", otherwise = "2s") Duration waitTimeout,
        @Setting(value = "longest time of a statement", otherwise = "5s") Duration statementTimeout,
        @Setting(value = "statements that take longer are logged", otherwise = "250ms")
                Duration slow) {

    private static final Duration SHORTEST_WAIT = Duration.ofMillis(250); // what Hikari takes

    public DatabaseSettings {
        require(url.startsWith("jdbc:postgresql:"), "url", "jdbc:postgresql://…", "another");
        require(connections >= 1 && connections <= 1000, "connections", "1 to 1000", connections);
        require(waiting >= 0 && waiting <= 100_000, "waiting", "0 to 100000", waiting);
        require(
                waitTimeout.compareTo(SHORTEST_WAIT) >= 0,
                "wait-timeout",
                "250ms or more",
                waitTimeout);
        require(
                statementTimeout.isPositive() && statementTimeout.toHours() < 24,
                "statement-timeout",
                "more than 0 and less than 24h",
                statementTimeout);
    }

    private static void require(boolean holds, String what, String expected, Object found) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "%s: expected %s, found %s".formatted(what, expected, found));
        }
    }
}
