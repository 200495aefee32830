package io.xynergy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xynergy.gateway.Gateway;
import io.xynergy.gateway.GatewayOptions;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A stop at each point of a gateway's start. */
@Timeout(15) // a stop that waits in vain takes 20 seconds
class ServedGatewayIT {

    private static final Duration BOUND = Duration.ofSeconds(10);

    private final ServedGateway served = new ServedGateway();

    private static Gateway start() throws IOException {
        return Gateway.start(
                GatewayOptions.of(Checkout.root().resolve(PolicyFile.EXAMPLE))
                        .host("127.0.0.1")
                        .ports(0, 0)
                        .accessLog(false, Optional.empty())
                        .build());
    }

    /** Stops it in another thread, which waits when this returns. */
    private Thread stopAndWait() {
        Thread stop = Thread.ofPlatform().daemon().start(served::stop);
        while (stop.getState() != Thread.State.TIMED_WAITING) {
            assertThat(stop.isAlive()).as("it waits").isTrue();
            Thread.onSpinWait();
        }
        return stop;
    }

    private static void connect(Gateway gateway) throws IOException {
        new Socket(InetAddress.ofLiteral("127.0.0.1"), gateway.port()).close();
    }

    @Test
    void stopDuringTheStartClosesWhatHasStarted() throws Exception {
        Thread stop = stopAndWait();
        try (Gateway gateway = start()) {
            connect(gateway);

            served.is(gateway);

            assertThat(stop.join(BOUND)).isTrue();
            assertThatThrownBy(() -> connect(gateway)).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void stopBehindTheStartClosesItAtOnce() throws Exception {
        try (Gateway gateway = start()) {
            served.is(gateway);

            served.stop();

            assertThatThrownBy(() -> connect(gateway)).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void stopDuringAStartThatFailsEndsWithIt() throws InterruptedException {
        Thread stop = stopAndWait();

        served.is(null);

        assertThat(stop.join(BOUND)).isTrue();
    }

    @Test
    void stopBehindAStartThatFailedHasNothingToDo() {
        served.is(null);

        served.stop();
    }
}
