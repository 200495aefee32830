package io.xynergy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListenTest {

    private static final Listen ADMIN = new Listen("--admin-host", "--admin-port", "");

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, http://127.0.0.1:80",
        "localhost, http://localhost:80",
        "::, http://[::]:80",
        "::1, http://[::1]:80",
        "[::1], http://[::1]:80"
    })
    void addressIsAUrl(String host, String url) {
        assertThat(Listen.url("http", host, 80)).isEqualTo(url);
    }

    @Test
    void hostThatIsNotOfThisMachineIsNamedWithItsOption() {
        assertThatThrownBy(() -> ADMIN.requireFree("192.0.2.1", 0))
                .isInstanceOf(Failure.class)
                .hasMessage("--admin-host 192.0.2.1: this machine has no such address");
    }

    @Test
    void takenPortIsNamedWithItsOption() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() -> ADMIN.requireFree("127.0.0.1", port))
                    .hasMessage(
                            "port %d is taken on 127.0.0.1; choose another with --admin-port (0 takes a free one)"
                                    .formatted(port));
        }
    }
}
