package io.xynergy.kit.health;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/**
 * Asks health pages and says whether all of them answered 200, by its exit code: for images, which
 * have no shell and no curl.
 */
public final class HealthCommand {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private HealthCommand() {}

    /** Each argument is a page's address. */
    public static void main(String[] pages) throws InterruptedException {
        if (pages.length == 0) {
            System.err.println("health: expected the addresses of health pages");
            System.exit(64);
        }
        System.exit(allHealthy(List.of(pages)) ? 0 : 1);
    }

    /** Asks all of them, and prints what each said. */
    private static boolean allHealthy(List<String> pages) throws InterruptedException {
        boolean healthy = true;
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            for (String page : pages) {
                String response = respond(client, page);
                System.out.println(page + " " + response);
                healthy &= response.equals("200");
            }
        }
        return healthy;
    }

    private static String respond(HttpClient client, String page) throws InterruptedException {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(page)).timeout(PATIENCE).build();
            return Integer.toString(
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode());
        } catch (IOException | IllegalArgumentException e) {
            return e.toString();
        }
    }
}
