package io.xynergy.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.config.Candidate;
import io.xynergy.gateway.config.Verdict;
import io.xynergy.gateway.config.Version;
import io.xynergy.gateway.observe.Tally;
import io.xynergy.gateway.testing.Await;
import io.xynergy.gateway.testing.DeliveredGateway;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.testing.SignedRequest;
import io.xynergy.kit.admin.AdminListener;
import io.xynergy.kit.admin.AdminSettings;
import io.xynergy.kit.error.ErrorBodies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many deliveries are taken at the same time, and how long one may last. */
final class SignedPutIT {

    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(50);

    private final Tally<DeliveryResult> results = new Tally<>(DeliveryResult.class);
    private final CountDownLatch taking = new CountDownLatch(1);
    private final CountDownLatch until = new CountDownLatch(1);
    private final Path key;

    SignedPutIT(@TempDir Path folder) throws IOException {
        key = Files.write(folder.resolve("key"), DeliveredGateway.KEY);
    }

    private static SignedPut.Bounds bounds(int bodies, Duration patience) {
        return new SignedPut.Bounds(new Semaphore(bodies, true), patience);
    }

    private AdminListener start(SignedPut.Bounds bounds, Duration clientsMayTake)
            throws IOException {
        var put = new SignedPut("/config", DeliveryKey.open(key), bounds, results, this::take);
        return AdminListener.start(
                new AdminSettings("127.0.0.1", 0, 1000, clientsMayTake),
                List.of(put.route()),
                new ErrorBodies(InstantSource.system()));
    }

    /** Revision 1 is taken only when the test says so. */
    private Verdict take(Candidate candidate) {
        if (candidate.revision() == 1) {
            taking.countDown();
            try {
                until.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return new Verdict.Accepted(
                new Version(
                        candidate.digest(),
                        candidate.revision(),
                        Instant.EPOCH,
                        candidate.origin()));
    }

    private static SignedRequest request(int revision) {
        return SignedRequest.of(DeliveredGateway.KEY, "/config", revision, Documents.utf8("{}"));
    }

    private static Response send(AdminListener listener, int revision) throws IOException {
        try (RawClient client = RawClient.connect(listener.port())) {
            return client.send(request(revision).bytes()).read();
        }
    }

    @Test
    void oneIsTakenAtATimeAndWhoeverWaitsTooLongIsToldToComeBack() throws Exception {
        try (AdminListener listener = start(bounds(4, SHORT), LONG);
                RawClient first = RawClient.connect(listener.port())) {
            first.send(request(1).bytes());
            taking.await();

            Response second = send(listener, 2);
            until.countDown();

            assertThat(second.status()).isEqualTo(503);
            assertThat(second.error("code")).isEqualTo("busy");
            assertThat(second.value("Retry-After")).isEqualTo("1");
            assertThat(first.read().status()).isEqualTo(200);
            assertThat(send(listener, 3).status()).isEqualTo(200);
            assertThat(results.of(DeliveryResult.BUSY)).isEqualTo(1);
        }
    }

    @Test
    void whoeverWaitsIsTakenAfterTheOneBefore() throws Exception {
        try (AdminListener listener = start(bounds(4, LONG), LONG);
                RawClient first = RawClient.connect(listener.port());
                RawClient second = RawClient.connect(listener.port())) {
            first.send(request(1).bytes());
            taking.await();
            second.send(request(2).bytes());
            until.countDown();

            assertThat(first.read().status()).isEqualTo(200);
            assertThat(second.read().status()).isEqualTo(200);
        }
    }

    @Test
    void unfinishedBodiesTakeTheRoomOfOthersOnlyForAsLongAsABodyMayTake() throws Exception {
        try (AdminListener listener = start(bounds(1, LONG), SHORT);
                RawClient stalled = RawClient.connect(listener.port())) {
            stalled.send(request(1).head() + "{");

            assertThat(send(listener, 2).status()).isEqualTo(200);
            assertThat(stalled.read().status()).isEqualTo(408);
            assertThat(results.of(DeliveryResult.INCOMPLETE)).isEqualTo(1);
        }
    }

    @Test
    void peerThatBreaksOffIsCounted() throws Exception {
        try (AdminListener listener = start(bounds(1, LONG), LONG)) {
            try (RawClient broken = RawClient.connect(listener.port())) {
                broken.send(request(1).head() + "{");
                broken.reset();
            }

            Await.until("it is counted", () -> results.of(DeliveryResult.INCOMPLETE) == 1);
            assertThat(send(listener, 2).status()).isEqualTo(200);
        }
    }
}
