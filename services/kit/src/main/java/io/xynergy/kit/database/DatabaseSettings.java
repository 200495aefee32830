package io.xynergy.kit.database;

import io.xynergy.kit.settings.Secret;
import io.xynergy.kit.settings.Setting;
import java.time.Duration;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

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
        @Setting(value = "connections at the same time, 1 to 1000", otherwise = "8")
                int connections,
        @Setting(value = "transactions that wait for a connection, up to 100000", otherwise = "64")
                int waiting,
        @Setting(value = "longest wait for a connection, 250ms or more", otherwise = "2s")
                Duration waitTimeout,
        @Setting(value = "longest time of a statement, less than 24h", otherwise = "5s")
                Duration statementTimeout,
        @Setting(value = "statements that take longer are logged", otherwise = "250ms")
                Duration slow) {

    private static final Duration SHORTEST_WAIT = Duration.ofMillis(250); // what Hikari takes

    public DatabaseSettings {
        require(isUrl(url), "url", "jdbc:postgresql://HOST/DATABASE", withoutSecrets(url));
        require(connections >= 1 && connections <= 1000, "connections", "1 to 1000", connections);
        require(waiting >= 0 && waiting <= 100_000, "waiting", "0 to 100000", waiting);
        require(
                waitTimeout.compareTo(SHORTEST_WAIT) >= 0,
                "wait-timeout",
                "250ms or more",
                waitTimeout.toMillis() + "ms");
        require(
                statementTimeout.isPositive() && statementTimeout.toHours() < 24,
                "statement-timeout",
                "more than 0 and less than 24h",
                statementTimeout.toMillis() + "ms");
    }

    /** The driver logs what it cannot read, so it is not shown an address with a password. */
    private static boolean isUrl(String url) {
        return url.startsWith("jdbc:postgresql:")
                && !url.replaceFirst("\\?.*", "").contains("@")
                && Driver.parseURL(url, new Properties()) != null;
    }

    /** Users and passwords are before an at sign or in the query. */
    private static String withoutSecrets(String url) {
        if (url.indexOf('@') < 0 && url.indexOf('?') < 0) {
            return url;
        }
        int end = url.indexOf("://");
        boolean safe = end >= 0 && url.substring(0, end).matches("[a-z:]+");
        return (safe ? url.substring(0, end + 3) : "") + "… with a user or a query";
    }

    private static void require(boolean holds, String what, String expected, Object found) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "%s: expected %s, found %s".formatted(what, expected, found));
        }
    }
}
