package io.xynergy.gateway.auth;

import io.xynergy.policy.KeyAddress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Fetches an issuer's keys by HTTP: from the address that the policy names, or from the one in its
 * discovery document (OpenID Connect Discovery 1.0, 4).
 *
 * <p>By the JDK's older client: it costs 5 MiB of memory where its younger one costs 30, and what
 * it lacks, a bound on all of an exchange, a virtual thread has: interrupting it closes its socket.
 */
final class HttpKeySource implements KeySource {

    private static final int CONNECT_MILLIS = 2_000;
    private static final int MOST_BYTES = 256 * 1024;

    private final String issuer;
    private final @Nullable String jwksUri;
    private final Duration longest;
    private final LongSupplier nanos;

    /** What was fetched; its address is without a query, which may hold a secret. */
    private record Document(String address, String text, Duration freshFor) {}

    /**
     * A source that asks nobody yet.
     *
     * @param longest for all of a fetch, its one or two exchanges together
     */
    HttpKeySource(String issuer, @Nullable String jwksUri, Duration longest, LongSupplier nanos) {
        this.issuer = issuer;
        this.jwksUri = jwksUri;
        this.longest = longest;
        this.nanos = nanos;
    }

    @Override
    public Fetched fetch() throws IOException {
        long deadline = nanos.getAsLong() + longest.toNanos();
        Document keys = get(jwksUri == null ? discover(deadline) : jwksUri, deadline);
        try {
            return new Fetched(KeySet.parse(keys.text()), keys.freshFor());
        } catch (ParseException e) {
            throw new IOException(keys.address() + ": " + e.getMessage(), e);
        }
    }

    private String discover(long deadline) throws IOException {
        // One slash at the end gives way to the path (OpenID Connect Discovery, 4.1).
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        Document document = get(base + "/.well-known/openid-configuration", deadline);
        Map<String, @Nullable Object> members = JsonObject.read(document.text());
        if (members == null) {
            throw new IOException(document.address() + " is no JSON object, or has a name twice");
        }
        // The exact issuer, or anybody could be taken for it (OpenID Connect Discovery, 4.3).
        if (!issuer.equals(members.get("issuer"))) {
            throw new IOException(document.address() + " is of another issuer");
        }
        if (!(members.get("jwks_uri") instanceof String keys)) {
            throw new IOException(document.address() + " names no jwks_uri");
        }
        boolean downgraded = issuer.startsWith("https:") && !keys.startsWith("https:");
        if (downgraded || KeyAddress.of(keys) == null) {
            throw new IOException(document.address() + " names a jwks_uri that is not https");
        }
        return keys;
    }

    /** Gets a document before the deadline, on a virtual thread that is interrupted then. */
    private Document get(String address, long deadline) throws IOException {
        URI checked = KeyAddress.of(address);
        if (checked == null) {
            throw new IOException(withoutQuery(address) + " is not https");
        }
        String shown = withoutQuery(address);
        long left = Math.max(0, deadline - nanos.getAsLong());
        var exchange = new FutureTask<>(() -> get(checked));
        Thread.ofVirtual().name("issuer-keys").start(exchange);
        try {
            return exchange.get(left, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new IOException(shown + " does not respond in time", e);
        } catch (ExecutionException e) {
            throw new IOException(shown + ": " + reason(e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped while asking " + shown, e);
        } finally {
            exchange.cancel(true);
        }
    }

    private static String withoutQuery(String address) {
        int query = address.indexOf('?');
        return query < 0 ? address : address.substring(0, query);
    }

    private static Document get(URI address) throws IOException {
        var connection = (HttpURLConnection) address.toURL().openConnection();
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setRequestProperty("Accept", "application/json");
        connection.setRequestProperty("Accept-Encoding", "gzip");
        connection.setRequestProperty("User-Agent", "xynergy");
        connection.setRequestProperty("Connection", "close");
        try {
            int status = connection.getResponseCode();
            if (status != 200) {
                throw new IOException(status < 0 ? "it speaks no HTTP" : "it returns " + status);
            }
            try (InputStream body = connection.getInputStream()) {
                Map<String, String> fields = fields(connection);
                byte[] bytes = decoded(bounded(body, "sends"), fields);
                return new Document(
                        withoutQuery(address.toString()),
                        new String(bytes, StandardCharsets.UTF_8),
                        Freshness.of(
                                fields.getOrDefault("Cache-Control", ""),
                                fields.getOrDefault("Age", "0")));
            }
        } finally {
            connection.disconnect();
        }
    }

    private static byte[] bounded(InputStream from, String does) throws IOException {
        byte[] bytes = from.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw new IOException("it " + does + " more than " + MOST_BYTES + " bytes");
        }
        return bytes;
    }

    /** Some compress what they serve, whether it is asked for or not (RFC 9110, 8.4). */
    private static byte[] decoded(byte[] body, Map<String, String> fields) throws IOException {
        String coding = fields.getOrDefault("Content-Encoding", "").strip();
        return switch (coding.toLowerCase(Locale.ROOT)) {
            case "", "identity" -> body;
            case "gzip", "x-gzip" -> {
                try (var inflated = new GZIPInputStream(new ByteArrayInputStream(body))) {
                    yield bounded(inflated, "inflates to");
                }
            }
            default ->
                    throw new IOException(
                            "it sends Content-Encoding " + shown(coding) + ", only gzip is read");
        };
    }

    /** A part of a response that is safe to log. */
    private static String shown(String text) {
        String plain = text.replaceAll("[^!-~ ]", "?");
        return plain.length() <= 40 ? plain : plain.substring(0, 40) + "...";
    }

    /** The fields by their names, lines of one name joined. */
    private static Map<String, String> fields(HttpURLConnection response) {
        Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        response.getHeaderFields()
                .forEach((name, values) -> {
                    if (name != null) { // the status line has none
                        fields.merge(name, String.join(",", values), (a, b) -> a + "," + b);
                    }
                });
        return fields;
    }

    private static String reason(@Nullable Throwable cause) {
        if (cause instanceof UnknownHostException) {
            return "its name cannot be resolved";
        }
        String message = cause == null ? null : cause.getMessage();
        return message == null ? "it failed" : message;
    }
}
