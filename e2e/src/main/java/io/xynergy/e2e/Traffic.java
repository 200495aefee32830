package io.xynergy.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** Requests at a steady rate, whether or not earlier ones have been answered. */
final class Traffic {

    /**
     * Requests without a response yet; past it the rate is not kept, and that is counted: a slow
     * machine is no lost request. Few enough for the two CRMs of the suite, which have 8
     * connections to the database each, and refuse a request that has waited two seconds for one.
     */
    private static final int MOST_OPEN = 32;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Wish wish;
    private final LongSupplier ticker;
    private final Runnable begun;
    private final AtomicBoolean hasBegun = new AtomicBoolean();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Map<String, AtomicLong> counts = new ConcurrentSkipListMap<>();
    private final Semaphore open = new Semaphore(MOST_OPEN);
    private long sent;

    /**
     * Traffic that has not begun.
     *
     * @param begun runs with the first response
     */
    Traffic(Wish wish, LongSupplier ticker, Runnable begun) {
        this.wish = wish;
        this.ticker = ticker;
        this.begun = begun;
    }

    /**
     * What is sent.
     *
     * @param headers as NAME:VALUE
     * @param mark header of responses whose values are told apart; empty: none
     */
    record Wish(URI url, int rate, Duration length, List<String> headers, String mark) {

        Wish {
            headers = List.copyOf(headers);
        }
    }

    /** Sends nothing more; {@link #run} ends with the last response. */
    void end() {
        ended.set(true);
    }

    /** Sends everything and waits for the last response. */
    void run() throws InterruptedException {
        long start = ticker.getAsLong();
        long requests = wish.rate() * wish.length().toSeconds();
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
                var tasks = Executors.newVirtualThreadPerTaskExecutor()) {
            for (long n = 0; n < requests && !ended.get(); n++) {
                long due = start + n * 1_000_000_000L / wish.rate();
                for (long now = ticker.getAsLong(); now < due; now = ticker.getAsLong()) {
                    LockSupport.parkNanos(due - now);
                }
                if (!open.tryAcquire()) {
                    count("delayed: " + MOST_OPEN + " requests without a response");
                    open.acquire();
                }
                sent++;
                tasks.execute(() -> send(client));
            }
        }
    }

    private void send(HttpClient client) {
        var request = HttpRequest.newBuilder(wish.url()).timeout(PATIENCE);
        for (String header : wish.headers()) {
            int colon = header.indexOf(':');
            request.header(header.substring(0, colon), header.substring(colon + 1).strip());
        }
        try {
            HttpResponse<byte[]> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            String mark =
                    wish.mark().isEmpty()
                            ? ""
                            : " " + response.headers().firstValue(wish.mark()).orElse("-");
            count(response.statusCode() + mark);
        } catch (IOException e) {
            count("lost: " + e);
        } catch (InterruptedException _) {
            count("lost: interrupted");
        } finally {
            if (hasBegun.compareAndSet(false, true)) {
                begun.run();
            }
            open.release();
        }
    }

    private void count(String what) {
        counts.computeIfAbsent(what, _ -> new AtomicLong()).incrementAndGet();
    }

    /** How many requests {@link #run} has sent. */
    long sent() {
        return sent;
    }

    /** How often each response came. */
    Map<String, Long> counts() {
        Map<String, Long> all = new TreeMap<>();
        counts.forEach((what, count) -> all.put(what, count.get()));
        return all;
    }
}
