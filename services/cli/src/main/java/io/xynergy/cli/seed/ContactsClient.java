package io.xynergy.cli.seed;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.xynergy.cli.issuer.IssuerException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sends batches of contacts to the platform's API. */
final class ContactsClient implements AutoCloseable {

    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(60);

    /** A token that is refused this early is not one that has expired. */
    private static final Duration FRESH = Duration.ofMinutes(1);

    private static final Pattern CREATED = Pattern.compile("\"created\"\\s*:\\s*([0-9]{1,9})");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,6}");

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT_WITHIN)
                    .build();

    private final URI batches;
    private final TokenSource tokens;
    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private Held held;

    private record Held(String token, long since) {}

    /**
     * A client.
     *
     * @param contacts the resource of all contacts
     */
    ContactsClient(URI contacts, TokenSource tokens, LongSupplier nanos) throws IssuerException {
        this.batches = URI.create(contacts.toString().replaceAll("/+$", "") + "/batch");
        this.tokens = tokens;
        this.nanos = nanos;
        this.held = new Held(tokens.next(), nanos.getAsLong());
    }

    /**
     * Sends a batch once.
     *
     * @param key the same for each try of the same batch
     */
    BatchOutcome send(byte[] body, String key) throws InterruptedException {
        Held used = held();
        HttpRequest request =
                HttpRequest.newBuilder(batches)
                        .timeout(ANSWER_WITHIN)
                        .header("Authorization", "Bearer " + used.token())
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", key)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build();
        try {
            return outcome(http.send(request, HttpResponse.BodyHandlers.ofString()), used);
        } catch (IOException e) {
            return new BatchOutcome.Lost("no response: " + why(e));
        }
    }

    /** The client's own words are names of classes, or none. */
    private String why(IOException e) {
        String place = batches.getAuthority();
        return switch (e) {
            case HttpConnectTimeoutException _ -> "no connection to " + place + " in time";
            case HttpTimeoutException _ -> place + " took the request and is silent";
            case ConnectException _ -> "no connection to " + place + "; does it listen there?";
            default -> e.getMessage() == null ? "the connection broke" : e.getMessage();
        };
    }

    private BatchOutcome outcome(HttpResponse<String> response, Held used) {
        return switch (response.statusCode()) {
            case 201 -> made(response.body());
            case 401 -> renewed(response, used);
            case 429, 502, 503, 504 -> later(response, retryAfter(response));
            case 409 -> conflict(response);
            default -> new BatchOutcome.Refused(why(response));
        };
    }

    private static BatchOutcome later(HttpResponse<String> response, Optional<Duration> after) {
        return new BatchOutcome.Later(
                Integer.toString(response.statusCode()), why(response), after);
    }

    private static BatchOutcome made(String body) {
        Matcher created = CREATED.matcher(body);
        return created.find()
                ? new BatchOutcome.Made(Long.parseLong(created.group(1)))
                : new BatchOutcome.Refused("201, but the response does not say how many were made");
    }

    /** One that passes: an earlier try of the same batch is under way, its response was lost. */
    private static BatchOutcome conflict(HttpResponse<String> response) {
        Optional<Duration> after = retryAfter(response);
        return after.isPresent() ? later(response, after) : new BatchOutcome.Refused(why(response));
    }

    private BatchOutcome renewed(HttpResponse<String> response, Held used) {
        if (nanos.getAsLong() - used.since() < FRESH.toNanos()) {
            return new BatchOutcome.Refused(why(response));
        }
        lock.lock();
        try {
            if (held.equals(used)) { // else another batch has renewed it
                held = new Held(tokens.next(), nanos.getAsLong());
            }
            return later(response, Optional.of(Duration.ZERO));
        } catch (IssuerException e) {
            return new BatchOutcome.Refused(e.getMessage());
        } finally {
            lock.unlock();
        }
    }

    private Held held() {
        lock.lock();
        try {
            return held;
        } finally {
            lock.unlock();
        }
    }

    /** RFC 9110 section 10.2.3, in seconds: the platform sends no dates. */
    private static Optional<Duration> retryAfter(HttpResponse<String> response) {
        return response.headers()
                .firstValue("Retry-After")
                .filter(text -> SECONDS.matcher(text).matches())
                .map(text -> Duration.ofSeconds(Long.parseLong(text)));
    }

    /** The status, and the platform's words for it if the body has them. */
    private static String why(HttpResponse<String> response) {
        try {
            Map<String, Object> body = JSONObjectUtils.parse(response.body());
            if (body.get("error") instanceof Map<?, ?> error) {
                return "%d %s: %s%s"
                        .formatted(
                                response.statusCode(),
                                error.get("code"),
                                error.get("message"),
                                error.containsKey("details") ? " " + error.get("details") : "");
            }
        } catch (ParseException e) {
            return response.statusCode() + " without an error in the platform's form";
        }
        return Integer.toString(response.statusCode());
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
