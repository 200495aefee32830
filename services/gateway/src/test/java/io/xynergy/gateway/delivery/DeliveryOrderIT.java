package io.xynergy.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.Await;
import io.xynergy.gateway.testing.DeliveredGateway;
import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.testing.SignedRequest;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several sources of configurations at the same time: the revision decides, and nothing else. */
final class DeliveryOrderIT {

    private static final long SEED = 20_260_104L;
    private static final int SENDERS = 8;
    private static final int EACH = 12;

    private final FakeUpstream upstream =
            FakeUpstream.replying(request -> {
                String name = request.value("X-Config");
                return "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s"
                        .formatted(name.length(), name);
            });
    private final DeliveredGateway gateway;

    DeliveryOrderIT() throws IOException {
        gateway = DeliveredGateway.start(Lanes.Choice.THREAD, document(1), 1);
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
        upstream.close();
    }

    /** Each revision has a document of its own. */
    private byte[] document(int revision) {
        return Documents.named(upstream.url(), "c" + revision);
    }

    private String served() throws IOException {
        try (RawClient client = gateway.connect()) {
            return client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").read().text();
        }
    }

    private List<Integer> shuffledRevisions() {
        IO.println("seed " + SEED);
        var revisions = new ArrayList<Integer>();
        for (int revision = 2; revision < 2 + SENDERS * EACH; revision++) {
            revisions.add(revision);
        }
        Collections.shuffle(revisions, new Random(SEED));
        return revisions;
    }

    @Test
    void newestOfManyDeliveriesAtOnceIsInForceAndEachIsToldTheTruth() throws Exception {
        List<Integer> revisions = shuffledRevisions();
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        var begin = new CountDownLatch(1);
        var senders = new ArrayList<Thread>();
        for (int i = 0; i < SENDERS; i++) {
            List<Integer> own = revisions.subList(i * EACH, (i + 1) * EACH);
            senders.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    begin.await();
                                    for (int revision : own) {
                                        deliver(revision, wrong);
                                    }
                                } catch (IOException | InterruptedException | AssertionError e) {
                                    wrong.add(String.valueOf(e));
                                }
                            }));
        }
        begin.countDown();
        for (Thread sender : senders) {
            sender.join();
        }

        int newest = 1 + SENDERS * EACH;
        assertThat(wrong).isEmpty();
        assertThat(served()).isEqualTo("c" + newest);
        assertThat(gateway.pages().get("/config").text())
                .contains("\"revision\":" + newest + ",")
                .contains(SignedRequest.sha256(document(newest)));
    }

    /** 200 means that it was in force; 409 names one that is newer. */
    private void deliver(int revision, Queue<String> wrong) throws IOException {
        Response response = gateway.put("/config", revision, document(revision));
        int told = Integer.parseInt(response.text().replaceAll(".*\"revision\":(\\d+).*", "$1"));
        String digest = response.text().replaceAll(".*\"digest\":\"([0-9a-f]+)\".*", "$1");
        boolean right =
                switch (response.status()) {
                    case 200 -> told == revision;
                    case 409 -> told > revision;
                    default -> false;
                };
        if (!right || !digest.equals(SignedRequest.sha256(document(told)))) {
            wrong.add(revision + ": " + response.status() + " " + response.text());
        }
    }

    @Test
    void newestOfFilesAndDeliveriesIsInForce() throws Exception {
        int last = 40;
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        Thread sender =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                for (int revision = 3; revision < last; revision += 2) {
                                    deliver(revision, wrong);
                                }
                            } catch (IOException | AssertionError e) {
                                wrong.add(String.valueOf(e));
                            }
                        });
        for (int revision = 2; revision <= last; revision += 2) {
            DeliveredGateway.write(gateway.folder(), document(revision), revision);
        }
        sender.join();

        String digest = SignedRequest.sha256(document(last));
        Await.until("the last file", () -> gateway.gateway().digest().equals(digest));
        assertThat(wrong).isEmpty();
        assertThat(served()).isEqualTo("c" + last);
        assertThat(gateway.put("/config", last - 1, document(last - 1)).status()).isEqualTo(409);
    }

    @Test
    void sameDocumentFromFileAndDeliveryIsDelivered() throws IOException {
        assertThat(gateway.put("/config", 1, document(1)).status()).isEqualTo(200);

        assertThat(gateway.pages().get("/config").text()).contains("\"source\":\"delivered\"");
    }
}
