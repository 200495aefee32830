package io.xynergy.operator.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.xynergy.policy.compiled.Policies;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Speaks to the admin port of a data plane. */
public final class AdminClient implements AutoCloseable {

    private static final String ALGORITHM = "HmacSHA256";

    /** Most bytes of a response. */
    private static final int LONGEST_ANSWER = 256 << 10;

    /** Most bytes of a page of metrics. */
    private static final int LONGEST_PAGE = 16 << 20;

    /** Most bytes of a list of keys: two values each of a thousand. */
    private static final int LONGEST_KEYS = 1 << 20;

    /** Most errors of a response that are kept. */
    private static final int MOST_ERRORS = 5;

    private static final Duration CONNECT = Duration.ofSeconds(1);

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(CONNECT)
                    .build();
    private final Duration patience;

    /**
     * A client.
     *
     * @param patience longest wait for a response
     */
    public AdminClient(Duration patience) {
        this.patience = patience;
    }

    /** Delivers; blocks until there is a response or the wait is over. */
    PodResponse put(URI admin, Document document, byte[] key) throws InterruptedException {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(admin.resolve(document.path()))
                            .timeout(patience)
                            .header("Content-Type", "application/json")
                            .header("Content-Encoding", "gzip")
                            .header("X-Xynergy-Revision", Long.toString(document.revision()))
                            .header("X-Xynergy-Digest", document.digest())
                            .header("X-Xynergy-Signature", "v1=" + signature(document, key))
                            .PUT(HttpRequest.BodyPublishers.ofByteArray(document.packed()))
                            .build();
            return podResponse(
                    http.send(
                            request,
                            HttpResponse.BodyHandlers.limiting(
                                    HttpResponse.BodyHandlers.ofByteArray(), LONGEST_ANSWER)));
        } catch (IOException | IllegalArgumentException e) {
            String reason = e.getMessage();
            return new PodResponse.Failed(
                    reason == null || reason.isEmpty() ? e.getClass().getSimpleName() : reason);
        }
    }

    /** Reads what a pod has answered so far from its metrics; empty: it does not say. */
    Optional<RequestCounts> counts(URI admin) throws InterruptedException {
        try {
            HttpResponse<byte[]> page = get(admin.resolve("/metrics"), LONGEST_PAGE);
            return page.statusCode() == 200
                    ? Optional.of(RequestCounts.of(page.body()))
                    : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /**
     * Reads from a pod on which day each API key was used last, by the keys' names; what is no day
     * is left out.
     */
    Map<String, LocalDate> keyUses(URI admin) throws InterruptedException {
        try {
            HttpResponse<byte[]> page = get(admin.resolve("/keys"), LONGEST_KEYS);
            return page.statusCode() == 200 ? keyUses(json.readTree(page.body())) : Map.of();
        } catch (IOException _) {
            return Map.of();
        }
    }

    /** A key may have several values, each with a day of its own. */
    private static Map<String, LocalDate> keyUses(JsonNode page) {
        Map<String, LocalDate> uses = new HashMap<>();
        for (JsonNode key : page.path("keys")) {
            try {
                LocalDate day = LocalDate.parse(key.path("lastUsed").asText());
                uses.merge(key.path("name").asText(), day, (a, b) -> a.isAfter(b) ? a : b);
            } catch (DateTimeParseException _) {
                continue; // not used since the pod began
            }
        }
        return uses;
    }

    private HttpResponse<byte[]> get(URI page, int longest)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(page).timeout(patience).build(),
                HttpResponse.BodyHandlers.limiting(
                        HttpResponse.BodyHandlers.ofByteArray(), longest));
    }

    private static String signature(Document document, byte[] key) {
        String text =
                "PUT\n%s\n%d\n%s\n%s\n"
                        .formatted(
                                document.path(),
                                document.revision(),
                                document.digest(),
                                Policies.digest(document.packed()));
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    private PodResponse podResponse(HttpResponse<byte[]> response) throws IOException {
        return switch (response.statusCode()) {
            case 200 -> {
                JsonNode body = json.readTree(response.body());
                yield new PodResponse.InForce(
                        body.path("digest").asText(), body.path("revision").asLong());
            }
            case 409 -> {
                JsonNode body = json.readTree(response.body());
                yield new PodResponse.Later(
                        body.path("digest").asText(), body.path("revision").asLong());
            }
            case 422 -> new PodResponse.Refused(errors(json.readTree(response.body())));
            case 401 -> new PodResponse.Failed("the pod does not know the delivery key yet (401)");
            default -> new PodResponse.Failed("status " + response.statusCode());
        };
    }

    private static List<String> errors(JsonNode body) {
        List<String> errors = new ArrayList<>();
        for (JsonNode error : body.path("errors")) {
            if (errors.size() < MOST_ERRORS) {
                String path = error.path("path").asText();
                String message = error.path("message").asText();
                errors.add(path.isEmpty() ? message : path + ": " + message);
            }
        }
        if (errors.isEmpty()) {
            errors.add("no reason was given");
        }
        return errors;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
