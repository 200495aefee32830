package io.xynergy.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.outcome.FailureKind;
import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.wire.Lane;
import io.xynergy.gateway.wire.Lanes;
import io.xynergy.policy.compiled.GatewayConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which endpoint a pool chooses. */
final class UpstreamPoolTest {

    private static final long SEED = 20260101;

    private final Lanes lanes = Lanes.open(Lanes.Choice.THREAD, 1);
    private final AtomicLong clock = new AtomicLong();
    private final UpstreamPool pool =
            new UpstreamPool(
                    new GatewayConfig.Service("up", List.of(), 1000, 8, null), 1, null, clock::get);
    private final Random random = new Random(SEED);

    @AfterEach
    void close() {
        lanes.close();
    }

    /** Addresses at which nothing listens. */
    private static List<EndpointAddress> closed(int count) throws IOException {
        List<EndpointAddress> addresses = new ArrayList<>();
        List<ServerSocket> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            sockets.add(socket);
            var at = new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
            addresses.add(new EndpointAddress(at, null));
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return addresses;
    }

    private Lease.Refused refused(@Nullable Endpoint avoid) {
        Lane lane = lanes.all().getFirst();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        return (Lease.Refused) pool.acquire(lane, random, deadline, false, false, avoid);
    }

    @Test
    void poolWithoutEndpointsSaysSo() {
        Lease.Refused refused = refused(null);

        assertThat(refused.failure().kind()).isEqualTo(FailureKind.NO_ENDPOINT);
        assertThat(refused.endpoint()).isNull();
    }

    @Test
    void endpointsThatStayAreTheSameOnes() throws IOException {
        List<EndpointAddress> addresses = closed(3);
        pool.update(addresses.subList(0, 2));
        List<Endpoint> before = pool.endpoints();

        pool.update(List.of(addresses.get(2), addresses.get(1)));

        assertThat(pool.endpoints()).hasSize(2).contains(before.get(1));
        assertThat(pool.endpoints()).doesNotContain(before.getFirst());
    }

    @Test
    void retiredPoolServesThoseWhoStillHaveIt() throws IOException {
        pool.update(closed(1));
        pool.retire();

        assertThat(refused(null).failure().kind()).isEqualTo(FailureKind.UPSTREAM_CONNECT);
    }

    @Test
    void retiredPoolTakesNoNewEndpoints() throws IOException {
        pool.update(closed(1));
        List<Endpoint> before = pool.endpoints();
        pool.retire();

        pool.update(closed(2));

        assertThat(pool.endpoints()).isEqualTo(before);
    }

    @Test
    void addressThatIsNamedTwiceIsOneEndpoint() throws IOException {
        EndpointAddress address = closed(1).getFirst();

        pool.update(List.of(address, address));

        assertThat(pool.endpoints()).hasSize(1);
    }

    @Test
    void endpointToAvoidIsNotChosenWhileThereIsAnother() throws IOException {
        pool.update(closed(2));
        Endpoint bad = pool.endpoints().getFirst();
        for (int i = 0; i < 50; i++) {
            assertThat(refused(bad).endpoint()).as("seed %d, try %d", SEED, i).isNotSameAs(bad);
        }
    }

    @Test
    void endpointsThatFailedGiveWayToTheOthers() throws IOException {
        pool.update(closed(8));
        Set<Endpoint> tried = new HashSet<>();
        Endpoint last = null;
        for (int i = 0; i < 8; i++) {
            last = refused(last).endpoint();
            tried.add(last);
        }

        assertThat(tried).as("seed %d", SEED).hasSizeGreaterThanOrEqualTo(4);
    }

    @Test
    void connectionThatFailsUnexpectedlyHoldsNoPlace() throws IOException {
        try (var socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var at = new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
            pool.update(List.of(new EndpointAddress(at, "secure.example"))); // which has no TLS
            for (int i = 0; i < 20; i++) {
                assertThat(refused(null).failure().kind()).isEqualTo(FailureKind.UPSTREAM_CONNECT);
            }
        }

        assertThat(pool.open()).isZero();
        assertThat(pool.inUse()).isZero();
    }

    @Test
    void failedConnectionsAreNotCountedAsOpen() throws IOException {
        pool.update(closed(1));
        for (int i = 0; i < 20; i++) {
            assertThat(refused(null).failure().kind()).isEqualTo(FailureKind.UPSTREAM_CONNECT);
        }

        assertThat(pool.open()).isZero();
        assertThat(pool.endpoints().getFirst().inFlight()).isZero();
    }

    private UpstreamConnection lent() {
        Lane lane = lanes.all().getFirst();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        return (UpstreamConnection) pool.acquire(lane, random, deadline, false, false, null);
    }

    private void sendTo(FakeUpstream upstream) {
        var at = new InetSocketAddress(InetAddress.getLoopbackAddress(), upstream.port());
        pool.update(List.of(new EndpointAddress(at, null)));
    }

    @Test
    void doubtfulConnectionIsLentAgainOnlyAfterItsSilence_rfc9112_6_3() throws IOException {
        try (var upstream = FakeUpstream.start()) {
            sendTo(upstream);
            UpstreamConnection doubtful = lent();
            doubtful.releaseDoubtful(0);

            clock.set(IdleConnections.SILENCE_NANOS - 1);
            UpstreamConnection other = lent();
            assertThat(other).isNotSameAs(doubtful);
            other.discard();

            clock.set(IdleConnections.SILENCE_NANOS);
            assertThat(lent()).isSameAs(doubtful);
            assertThat(pool.open()).isEqualTo(1);
            doubtful.release(clock.get());
            assertThat(lent()).as("it answered with a body").isSameAs(doubtful);
            doubtful.discard();
        }
    }

    @Test
    void doubtfulConnectionMakesRoom() throws IOException {
        try (var upstream = FakeUpstream.start()) {
            sendTo(upstream);
            List<UpstreamConnection> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                all.add(lent());
            }
            all.forEach(connection -> connection.releaseDoubtful(0));

            UpstreamConnection other = lent();

            assertThat(all).doesNotContain(other);
            assertThat(pool.open()).isEqualTo(8);
            other.discard();
            pool.retire();
            assertThat(pool.open()).isZero();
        }
    }

    @Test
    void endpointThatSendsUnaskedKeepsNoDoubtfulConnection() throws Exception {
        var sent = new CountDownLatch(1);
        try (var upstream =
                FakeUpstream.serving(peer -> {
                    peer.send("poison");
                    sent.countDown();
                    peer.awaitEnd();
                })) {
            sendTo(upstream);
            UpstreamConnection doubtful = lent();
            sent.await();
            doubtful.releaseDoubtful(0);
            clock.set(IdleConnections.SILENCE_NANOS);

            UpstreamConnection other = lent();
            assertThat(other).isNotSameAs(doubtful);
            assertThat(pool.endpoints().getFirst().hasSentUnasked()).isTrue();
            other.releaseDoubtful(0);
            assertThat(pool.open()).isZero();
        }
    }
}
