package io.xynergy.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xynergy.gateway.testing.Await;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the kernel does with connections of a port that is about to be closed. */
final class BacklogIT {

    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    @Test
    void whoIsInTheBacklogStaysAndNobodyElseComes() throws Exception {
        try (var listener = new ServerSocket(0, 16, HERE);
                var waiting = new Socket(HERE, listener.getLocalPort())) {
            var backlog = new Backlog(Set.of(listener.getLocalPort()));
            assertThat(backlog.isEmpty()).isFalse();

            assertThat(backlog.turnAway()).isTrue();

            try (var late = new Socket()) {
                var address = new InetSocketAddress(HERE, listener.getLocalPort());
                assertThatThrownBy(() -> late.connect(address, 200))
                        .isInstanceOf(SocketTimeoutException.class);
            }
            try (Socket accepted = listener.accept()) {
                waiting.getOutputStream().write('x');
                assertThat(accepted.getInputStream().read()).isEqualTo('x');
            }
            Await.until("nobody waits", backlog::isEmpty);
        }
    }

    @Test
    void otherPortsAreNotTouched() throws Exception {
        try (var closing = new ServerSocket(0, 16, HERE);
                var other = new ServerSocket(0, 16, HERE)) {
            var backlog = new Backlog(Set.of(closing.getLocalPort()));

            assertThat(backlog.turnAway()).isTrue();

            try (var _ = new Socket(HERE, other.getLocalPort())) {
                assertThat(backlog.isEmpty()).isTrue();
            }
        }
    }

    @Test
    void portThatNobodyListensAtHasNoBacklog() {
        var backlog = new Backlog(Set.of(1));

        assertThat(backlog.turnAway()).isFalse();
        assertThat(backlog.isEmpty()).isTrue();
    }
}
