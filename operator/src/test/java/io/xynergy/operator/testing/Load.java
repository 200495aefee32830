package io.xynergy.operator.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** A client that asks one path of all gateways in turn, without a pause, and expects 200. */
public final class Load implements AutoCloseable {

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<URI> addresses;
    private final AtomicLong served = new AtomicLong();
    private final AtomicReference<String> failure = new AtomicReference<>("");
    private final Thread thread;
    private volatile boolean closed;

    /** Starts to ask. */
    public Load(List<GatewayPod> pods, String path) {
        addresses =
                pods.stream()
                        .map(pod -> "http://127.0.0.1:" + pod.gateway().port() + path)
                        .map(URI::create)
                        .toList();
        thread = Thread.ofVirtual().start(this::run);
    }

    private void run() {
        for (int i = 0; !closed && failure.get().isEmpty(); i++) {
            URI address = addresses.get(i % addresses.size());
            try {
                int status =
                        client.send(
                                        HttpRequest.newBuilder(address).build(),
                                        HttpResponse.BodyHandlers.discarding())
                                .statusCode();
                if (status == 200) {
                    served.incrementAndGet();
                } else {
                    failure.set(address + " answered " + status);
                }
            } catch (IOException e) {
                failure.set(address + ": " + e);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Waits until so many more requests were answered with 200; fails if one was not. */
    public void awaitServed(long more) {
        long end = served.get() + more;
        Await.until(
                () -> served.get() + " of " + end,
                () -> served.get() >= end || !failure.get().isEmpty());
        if (!failure.get().isEmpty()) {
            throw new AssertionError(failure.get());
        }
    }

    /** Requests that were answered. */
    public long served() {
        return served.get();
    }

    /** Ends, and fails if a request was not answered with 200. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
        client.close();
        if (!failure.get().isEmpty()) {
            throw new AssertionError(failure.get());
        }
    }
}
