package io.xynergy.operator.reconcile;

import io.xynergy.operator.testing.GatewayPod;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks gateways all the time for the number of the change that they serve, and keeps when each of
 * them first answered with each number. A number goes up to the last one that was asked for and
 * never down; any other response is wrong.
 */
final class NumberWatch implements AutoCloseable {

    private static final long EVERY_NANOS = Duration.ofMillis(2).toNanos();

    /** Gateways whose digest stays the same are asked all the same, one in so many rounds. */
    private static final int ROUNDS = 5;

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<GatewayPod> gateways;
    private final String[] digests;
    private final int[] numbers;
    private final long[][] seen;
    private final AtomicLong responses = new AtomicLong();
    private final AtomicLong wrong = new AtomicLong();
    private final Thread thread;
    private volatile int asked;
    private volatile int served;
    private volatile boolean closed;

    /**
     * A watch.
     *
     * @param most changes that will be made
     */
    NumberWatch(List<GatewayPod> gateways, int most) {
        this.gateways = gateways;
        this.digests = new String[gateways.size()];
        this.numbers = new int[gateways.size()];
        this.seen = new long[gateways.size()][most + 1];
        Arrays.fill(digests, "");
        thread = Thread.ofPlatform().name("number-watch").start(this::run);
    }

    /** Says that a change is about to be asked for. */
    void asking(int number) {
        asked = number;
    }

    /** The number that every gateway serves, or a later one. */
    int served() {
        return served;
    }

    /** When the last gateway answered with a number or a later one. */
    long servedAt(int number) {
        return Arrays.stream(seen).mapToLong(times -> times[number]).max().orElseThrow();
    }

    long responses() {
        return responses.get();
    }

    long wrong() {
        return wrong.get();
    }

    private void run() {
        int round = 0;
        while (!closed) {
            round++;
            for (int i = 0; i < digests.length; i++) {
                String digest = gateways.get(i).digest();
                boolean isNew = !digest.equals(digests[i]);
                if (isNew || round % (ROUNDS * digests.length) == ROUNDS * i) {
                    digests[i] = digest;
                    ask(i);
                }
            }
            served = Arrays.stream(numbers).min().orElseThrow();
            LockSupport.parkNanos(EVERY_NANOS);
        }
    }

    private void ask(int gateway) {
        int port = gateways.get(gateway).gateway().port();
        try {
            HttpResponse<Void> response =
                    client.send(
                            HttpRequest.newBuilder(
                                            URI.create("http://127.0.0.1:" + port + "/number"))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding());
            responses.incrementAndGet();
            take(gateway, number(response), System.nanoTime());
        } catch (IOException _) {
            wrong.incrementAndGet();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    /** The number in a redirect; -1: it has none. */
    private static int number(HttpResponse<Void> response) {
        String location = response.headers().firstValue("Location").orElse("");
        String text = location.substring(location.lastIndexOf('/') + 1);
        return response.statusCode() == 302 && text.matches("\\d{1,6}")
                ? Integer.parseInt(text)
                : -1;
    }

    private void take(int gateway, int number, long now) {
        if (number < numbers[gateway] || number > asked) {
            wrong.incrementAndGet();
            return;
        }
        for (int i = numbers[gateway] + 1; i <= number; i++) {
            seen[gateway][i] = now;
        }
        numbers[gateway] = number;
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        client.shutdownNow();
    }
}
