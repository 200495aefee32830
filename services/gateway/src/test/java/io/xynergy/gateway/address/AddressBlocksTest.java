package io.xynergy.gateway.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses lie in which blocks. */
final class AddressBlocksTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "192.168.4.0/22, 192.168.7.255, true",
        "192.168.4.0/22, 192.168.8.0, false",
        "127.0.0.1, 127.0.0.1, true",
        "127.0.0.1, 127.0.0.2, false",
        "127.0.0.0/31, 127.0.0.1, true",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "::1, ::1, true",
        "10.0.0.0/8, ::ffff:10.1.2.3, true"
    })
    void blockContainsItsAddressesAndNoOthers(String block, String address, boolean inside) {
        AddressBlocks proxies = AddressBlocks.of(List.of(block));

        assertThat(proxies.contains(InetAddress.ofLiteral(address))).isEqualTo(inside);
    }

    @Test
    void nobodyIsTrustedWhereNobodyIsNamed() {
        assertThat(AddressBlocks.of(List.of()).contains(InetAddress.getLoopbackAddress()))
                .isFalse();
    }

    @Test
    void oneOfSeveralBlocksIsEnough() {
        AddressBlocks proxies = AddressBlocks.of(List.of("10.0.0.0/8", "127.0.0.0/8"));

        assertThat(proxies.contains(InetAddress.ofLiteral("127.9.9.9"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "::/129", "10.0.0.0/-1", "10.0.0.0/x", "example.com"})
    void whatIsNoBlockIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> AddressBlocks.of(List.of(text)));
    }
}
