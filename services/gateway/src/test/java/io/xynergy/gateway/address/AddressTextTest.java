package io.xynergy.gateway.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses as others write them, and the one way in which they are written here. */
final class AddressTextTest {

    /** The examples of RFC 5952 among them. */
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "0:0:0:0:0:0:0:0, ::",
        "0:0:0:0:0:0:0:1, ::1",
        "2001:0DB8:0:0:8:800:200C:417A, 2001:db8::8:800:200c:417a",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "1:0:0:0:0:0:0:0, 1::",
        "0:0:0:0:1:0:0:0, ::1:0:0:0",
        "fe80:0:0:0:0:0:0:0001, fe80::1",
        "::ffff:10.0.0.1, 10.0.0.1",
        "::ffff:0a00:1, 10.0.0.1",
        "64:ff9b::192.0.2.33, 64:ff9b::c000:221"
    })
    void eachAddressHasOneText(String given, String text) {
        InetAddress address = Objects.requireNonNull(AddressText.parse(given));

        assertThat(AddressText.of(address)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "1.2.3.4:5555, 1.2.3.4",
        "1.2.3.4:0, 1.2.3.4",
        "1.2.3.4:_hidden, 1.2.3.4",
        "[2001:db8::1]:443, 2001:db8::1",
        "[2001:db8::1]:_p, 2001:db8::1",
        "[2001:db8::1], 2001:db8::1",
        "2001:db8::1, 2001:db8::1",
        "[::ffff:1.2.3.4]:80, 1.2.3.4"
    })
    void aNodeMayHaveBracketsAndAPort(String node, String text) {
        InetAddress address = Objects.requireNonNull(AddressText.ofNode(node));

        assertThat(AddressText.of(address)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1.2",
                "1.2.3",
                "1.2.3.4.5",
                "01.2.3.4",
                "1.2.3.256",
                "0x7f.0.0.1",
                "127.1",
                "2130706433",
                "1.2.3.4:",
                "1.2.3.4:123456",
                "1.2.3.4:x",
                "1.2.3.4 ",
                "[1.2.3.4]",
                "[1.2.3.4]:80",
                "[::1",
                "::1]",
                "[::1]x",
                "[::1]:",
                "[]",
                "[",
                ":",
                ":::",
                "::1::",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "fe80::1%eth0",
                "fe80::1%1",
                "unknown",
                "_hidden",
                "localhost",
                "example.com",
                "\u0661.2.3.4"
            })
    void whatIsNoAddressIsNotRead(String node) {
        assertThat(AddressText.ofNode(node)).isNull();
    }

    @Test
    void whatIsWrittenIsReadBack() throws UnknownHostException {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
            random.nextBytes(bytes);
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] = random.nextInt(3) > 0 ? 0 : bytes[at];
            }
            InetAddress address = InetAddress.getByAddress(bytes);
            String text = AddressText.of(address);

            assertThat(AddressText.parse(text)).as("seed %d, %s", seed, text).isEqualTo(address);
            assertThat(AddressText.ofNode(text)).as("seed %d", seed).isEqualTo(address);
        }
    }
}
