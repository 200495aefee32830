package io.xynergy.kit.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
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
    void socketAddressesAreWrittenWithoutTheirName() throws UnknownHostException {
        byte[] old = {127, 0, 0, 1};
        var newer = new byte[16];
        newer[15] = 1;

        assertThat(HostAndPort.text(at(old))).isEqualTo("127.0.0.1:80");
        assertThat(HostAndPort.text(at(newer))).isEqualTo("[0:0:0:0:0:0:0:1]:80");
        assertThat(HostAndPort.text(InetSocketAddress.createUnresolved("a.example", 80)))
                .isEqualTo("a.example:80");
    }

    private static InetSocketAddress at(byte[] address) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByAddress("name", address), 80);
    }
}
