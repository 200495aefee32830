package io.xynergy.gateway.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.auth.AuthCounters;
import io.xynergy.gateway.auth.Authenticator;
import io.xynergy.gateway.auth.Issuers;
import io.xynergy.gateway.config.Configurations;
import io.xynergy.gateway.config.PolicyFolder;
import io.xynergy.gateway.config.Resolver;
import io.xynergy.gateway.config.UpstreamTrust;
import io.xynergy.gateway.http.Buffers;
import io.xynergy.gateway.http.HttpDate;
import io.xynergy.gateway.memory.MemoryLedger;
import io.xynergy.gateway.observe.AccessLog;
import io.xynergy.gateway.observe.AccessLogMode;
import io.xynergy.gateway.observe.GatewayCounters;
import io.xynergy.gateway.proxy.Admission;
import io.xynergy.gateway.proxy.ClientTimeouts;
import io.xynergy.gateway.proxy.HealthPages;
import io.xynergy.gateway.proxy.LaneContext;
import io.xynergy.gateway.proxy.ProxyServer;
import io.xynergy.gateway.testing.Answer;
import io.xynergy.gateway.testing.Await;
import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.Ledgers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.tls.TlsTransports;
import io.xynergy.gateway.wire.Listener;
import io.xynergy.gateway.wire.ThreadLane;
import io.xynergy.kit.error.ErrorBodies;
import io.xynergy.kit.health.HealthChecks;
import io.xynergy.kit.metrics.Meters;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The wire over connections that Helidon accepted, without TLS: the same as over our own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HelidonListenerIT {

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private final Resolver resolver = new Resolver();
    private final AuthCounters authCounters = new AuthCounters(new Meters());
    private final Issuers issuers =
            new Issuers(Optional.empty(), new HealthChecks(), authCounters, System::nanoTime);
    private final Authenticator authenticator =
            new Authenticator(InstantSource.system(), System::nanoTime, authCounters);
    private final ThreadLane lane = new ThreadLane(0);
    private final MemoryLedger ledger = Ledgers.wide();
    private final TlsTransports tls = new TlsTransports(1, ledger);
    private final AccessLog log =
            AccessLog.to(new AccessLogMode.Off(), OutputStream.nullOutputStream());
    private final Gate gate = new Gate();
    private FakeUpstream upstream;
    private ProxyServer proxy;
    private HelidonListener listener;

    private static final class Gate implements Listener.Gate {
        private final AtomicInteger open = new AtomicInteger();

        @Override
        public boolean enter() {
            return open.incrementAndGet() > 0;
        }

        @Override
        public void accepted() {
            // Nothing counts them here.
        }

        @Override
        public void leave() {
            open.decrementAndGet();
        }

        @Override
        public void acceptFailed(Exception cause) {
            throw new IllegalStateException(cause);
        }
    }

    @BeforeAll
    void start() throws IOException {
        upstream = FakeUpstream.start();
        InstantSource clock = InstantSource.system();
        var counters = new GatewayCounters(new Meters());
        var trust = new UpstreamTrust(PolicyFolder.of(Path.of("policy.yaml")), tls);
        var configurations = new Configurations(resolver, counters, clock, 1, trust, issuers);
        assertThat(configurations.apply(policy())).isEmpty();
        var pages = new HealthPages(new HealthChecks(), Runnable::run);
        proxy =
                new ProxyServer(
                        configurations::current,
                        authenticator,
                        new Admission(ledger),
                        counters,
                        pages,
                        new ErrorBodies(clock),
                        ledger);
        var context =
                new LaneContext(
                        lane,
                        new Buffers(ledger),
                        new HttpDate(clock),
                        clock,
                        () -> ThreadLocalRandom.current().nextLong(),
                        log.shard(),
                        ClientTimeouts.defaults()
                                .head(Duration.ofSeconds(1))
                                .idle(Duration.ofSeconds(1))
                                .write(Duration.ofSeconds(1)));
        listener =
                HelidonListener.open(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        new Listener.Settings(128, false, gate),
                        new HelidonListener.Limits(100, Duration.ofSeconds(5)),
                        lane,
                        transport -> proxy.serve(context, transport, false));
    }

    private byte[] policy() {
        return """
        apiVersion: gateway.xynergy.io/v1alpha1
        kind: GatewayPolicy
        metadata: {name: test}
        spec:
          services: [{name: up, url: "%s"}]
          routes: [{name: all, match: [{path: {prefix: /}}], to: [{service: up}], auth: {mode: None}}]
        """
                .formatted(upstream.url())
                .getBytes(StandardCharsets.UTF_8);
    }

    @BeforeEach
    void reset() {
        upstream.reset();
    }

    @AfterAll
    void stop() throws IOException {
        listener.close();
        proxy.closeAll();
        Await.until("connections end", () -> proxy.open() == 0 && gate.open.get() == 0);
        listener.awaitEnd();
        proxy.close();
        resolver.close();
        authenticator.close();
        issuers.close();
        lane.close();
        tls.close();
        log.close();
        upstream.close();
    }

    private RawClient connect() throws IOException {
        return RawClient.connect(listener.address().getPort());
    }

    @Test
    void aConnectionServesRequestAfterRequest() throws IOException {
        try (RawClient client = connect()) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.send(GET).read().text()).isEqualTo("ok");
            }
            assertThat(upstream.accepted()).isOne();
        }
    }

    @Test
    void requestsThatArriveTogetherAreAnsweredInTurn() throws IOException {
        try (RawClient client = connect()) {
            client.send(GET + GET + GET);
            for (int i = 0; i < 3; i++) {
                assertThat(client.read().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void aHeadMayComeByteByByte() throws IOException {
        try (RawClient client = connect()) {
            assertThat(client.sendByteByByte(GET).read().status()).isEqualTo(200);
        }
    }

    @Test
    void chunkedBodiesPass() throws IOException, InterruptedException {
        try (RawClient client = connect()) {
            client.send(
                    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + "3;x=y\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");

            assertThat(client.read().status()).isEqualTo(200);
            assertThat(upstream.take().body())
                    .isEqualTo("abcde".getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void bigBodiesPassBothWays() throws IOException {
        byte[] body = new byte[3_000_000];
        Arrays.fill(body, (byte) 'b');
        upstream.reply(request ->
                "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n".formatted(request.body().length)
                        + new String(request.body(), StandardCharsets.ISO_8859_1));
        try (RawClient client = connect()) {
            client.send(
                    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n"
                            .formatted(body.length));
            client.send(body);

            assertThat(Arrays.equals(client.read().body(), body)).isTrue();
        }
    }

    @Test
    void smugglingIsRefused() throws IOException {
        for (String fields :
                new String[] {
                    "Content-Length: 4\r\nTransfer-Encoding: chunked",
                    "Content-Length: 4\r\nContent-Length: 5",
                    "Content-Length : 4",
                    "Transfer-Encoding: xchunked",
                    "Host: b"
                }) {
            try (RawClient client = connect()) {
                client.send("POST / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n\r\nabcd");

                client.expectRefusal(400);
            }
        }
    }

    @Test
    void aClientThatEndsItsSideGetsItsAnswer() throws IOException {
        try (RawClient client = connect()) {
            client.send(GET).endOutput();

            assertThat(client.read().text()).isEqualTo("ok");
            client.expectEnd();
        }
    }

    @Test
    void aSlowHeadIsAnsweredAndClosed() throws IOException {
        try (RawClient client = connect()) {
            Answer answer = client.send("GET / HTTP/1.1\r\nHo").expectRefusal(408);

            assertThat(answer.error("code")).isEqualTo("request_timeout");
        }
    }

    @Test
    void aSilentConnectionIsClosed() throws IOException {
        try (RawClient never = connect();
                RawClient once = connect()) {
            once.send(GET).read();

            once.expectEnd();
            never.expectEnd();
        }
    }

    @Test
    void aReaderThatTakesNothingIsCutOff() throws IOException {
        String part = "x".repeat(1 << 20);
        upstream.serve(peer -> {
            peer.request();
            peer.send("HTTP/1.1 200 OK\r\n\r\n");
            for (int i = 0; i < 64; i++) {
                peer.send(part);
            }
        });
        try (RawClient client = RawClient.connect(listener.address().getPort(), 4096)) {
            client.send(GET);

            Await.until("the request ends", () -> upstream.accepted() == 1 && proxy.open() == 0);
        }
    }
}
