package io.xynergy.kit.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostAndPortTest {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1:80",
        "localhost, localhost:80",
        "::, [::]:80",
        "::1, [::1]:80",
        "[::1], [::1]:80",
        "fe80::1%eth0, [fe80::1%eth0]:80"
    })
    void isWrittenAsInAUrl(String host, String expected) {
        assertThat(HostAndPort.text(host, 80)).isEqualTo(expected);
    }

    @Test
    void socketAddressesAreWrittenWithoutTheirName() {
        assertThat(HostAndPort.text(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 80)))
                .isEqualTo("127.0.0.1:80");
        assertThat(HostAndPort.text(new InetSocketAddress(InetAddress.ofLiteral("::1"), 80)))
                .isEqualTo("[0:0:0:0:0:0:0:1]:80");
        assertThat(HostAndPort.text(InetSocketAddress.createUnresolved("a.example", 80)))
                .isEqualTo("a.example:80");
    }
}
