package io.xynergy.gateway.auth;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Fetches an issuer's keys by HTTP: from the address that the policy names, or from the one in its
 * discovery document (OpenID Connect Discovery 1.0, 4).
 *
 * <p>The JDK's client, because it is there, bounds a whole exchange and checks certificates. Each
 * fetch has a client of its own: they are minutes apart, and between them no thread stays.
 */
final class HttpKeySource implements KeySource {

    /** For all of a fetch, its one or two exchanges together. */
    static final Duration LONGEST = Duration.ofSeconds(4);

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final int MOST_BYTES = 256 * 1024;

    private final String issuer;
    private final @Nullable String jwksUri;
    private final LongSupplier nanos;

    HttpKeySource(String issuer, @Nullable String jwksUri, LongSupplier nanos) {
        this.issuer = issuer;
        this.jwksUri = jwksUri;
        this.nanos = nanos;
    }

    @Override
    public Fetched fetch() throws IOException {
        HttpClient client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(CONNECT)
                        .build();
        try {
            long deadline = nanos.getAsLong() + LONGEST.toNanos();
            String keys = jwksUri == null ? discover(client, deadline) : jwksUri;
            HttpResponse<byte[]> answer = get(client, keys, deadline);
            return new Fetched(keys(keys, answer.body()), Freshness.of(answer.headers()));
        } finally {
            client.shutdownNow();
        }
    }

    private String discover(HttpClient client, long deadline) throws IOException {
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        String address = base + "/.well-known/openid-configuration";
        HttpResponse<byte[]> answer = get(client, address, deadline);
        Map<String, Object> document = object(address, answer.body());
        // The exact issuer, or anybody could be taken for it (OpenID Connect Discovery, 4.3).
        if (!issuer.equals(document.get("issuer"))) {
            throw new IOException(address + " is of another issuer");
        }
        if (!(document.get("jwks_uri") instanceof String keys)) {
            throw new IOException(address + " names no jwks_uri");
        }
        boolean secure = issuer.startsWith("https:");
        if (KeyAddress.of(keys) == null || secure && !keys.startsWith("https:")) {
            throw new IOException(address + " names a jwks_uri that is not https");
        }
        return keys;
    }

    private HttpResponse<byte[]> get(HttpClient client, String address, long deadline)
            throws IOException {
        URI checked = KeyAddress.of(address);
        if (checked == null) {
            throw new IOException(address + " is not https");
        }
        HttpRequest request =
                HttpRequest.newBuilder(checked).header("Accept", "application/json").build();
        CompletableFuture<HttpResponse<byte[]>> answering =
                client.sendAsync(
                        request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
        try {
            long left = Math.max(0, deadline - nanos.getAsLong());
            HttpResponse<byte[]> answer = answering.get(left, TimeUnit.NANOSECONDS);
            if (answer.statusCode() != 200) {
                throw new IOException(address + " answers " + answer.statusCode());
            }
            return answer;
        } catch (TimeoutException e) {
            throw new IOException(address + " does not answer in time", e);
        } catch (ExecutionException e) {
            throw new IOException(address + ": " + reason(e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped while asking " + address, e);
        } finally {
            answering.cancel(true);
        }
    }

    private static String reason(@Nullable Throwable cause) {
        if (cause == null) {
            return "it failed";
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    private static KeySet keys(String address, byte[] body) throws IOException {
        try {
            return KeySet.parse(new String(body, StandardCharsets.UTF_8));
        } catch (ParseException e) {
            throw new IOException(address + ": " + e.getMessage(), e);
        }
    }

    private static Map<String, Object> object(String address, byte[] body) throws IOException {
        try {
            Map<String, Object> object =
                    JSONObjectUtils.parse(new String(body, StandardCharsets.UTF_8));
            return object == null ? Map.of() : object;
        } catch (ParseException e) {
            throw new IOException(address + " is no JSON object", e);
        }
    }
}
