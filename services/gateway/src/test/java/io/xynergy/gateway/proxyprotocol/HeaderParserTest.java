package io.xynergy.gateway.proxyprotocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.observe.GatewayCounters.ProxyHeader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers of both versions of the PROXY protocol, good and bad. */
final class HeaderParserTest {

    private static final byte[] NO_CHECKSUM = Headers.value(Headers.CHECKSUM, new byte[4]);

    private static Parsed parse(byte[] bytes) {
        return HeaderParser.parse(bytes, bytes.length);
    }

    private static Parsed parse(String text) {
        return parse(text.getBytes(ISO_8859_1));
    }

    private static Parsed.Header header(Parsed parsed) {
        assertThat(parsed).isInstanceOf(Parsed.Header.class);
        return (Parsed.Header) parsed;
    }

    private static ProxyHeader refused(Parsed parsed) {
        assertThat(parsed).isInstanceOf(Parsed.Refused.class);
        return ((Parsed.Refused) parsed).result();
    }

    private static Announcement of(String source, int port, String to, int toPort, boolean tls) {
        return new Announcement(
                new InetSocketAddress(InetAddress.ofLiteral(source), port),
                new InetSocketAddress(InetAddress.ofLiteral(to), toPort),
                tls);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PROXY TCP4 192.0.2.1 198.51.100.1 4711 443|192.0.2.1|4711|198.51.100.1|443",
                "PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535"
                        + "|255.255.255.255|65535|255.255.255.255|65535",
                "PROXY TCP6 2001:db8::1 ::1 0 80|2001:db8::1|0|::1|80",
                "PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
                        + " ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535"
                        + "|ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff|65535"
                        + "|ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff|65535",
                "PROXY TCP6 ::ffff:192.0.2.1 ::1 1 2|192.0.2.1|1|::1|2"
            })
    void aLineNamesBothEnds(String line, String source, int port, String to, int toPort) {
        Parsed.Header header = header(parse(line + "\r\nGET / HTTP/1.1\r\n"));

        assertThat(header.result()).isEqualTo(ProxyHeader.V1);
        assertThat(header.length()).isEqualTo(line.length() + 2);
        assertThat(header.announcement()).isEqualTo(of(source, port, to, toPort, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY UNKNOWN\r\n",
                "PROXY UNKNOWN 1.2.3.4 whatever comes\r\n",
                "PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
                        + " ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n"
            })
    void anUnknownClientIsTheLoadBalancerItself(String line) {
        assertThat(header(parse(line + "x")))
                .isEqualTo(new Parsed.Header(ProxyHeader.LOCAL, line.length(), null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY TCP4 192.0.2.1 198.51.100.1 4711 443\n",
                "PROXY TCP4 192.0.2.1 198.51.100.1 4711 443\rx",
                "PROXY TCP4 192.0.2.1 198.51.100.1 4711\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.1 4711 443 \r\n",
                "PROXY TCP4  192.0.2.1 198.51.100.1 4711 443\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.1 65536 443\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.1 04711 443\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.1 -1 443\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.1 +1 443\r\n",
                "PROXY TCP4 ::1 ::1 1 2\r\n",
                "PROXY TCP6 192.0.2.1 198.51.100.1 1 2\r\n",
                "PROXY TCP4 example.com 198.51.100.1 1 2\r\n",
                "PROXY TCP4 1 198.51.100.1 1 2\r\n",
                "PROXY TCP6 fe80::1%1 ::1 1 2\r\n",
                "PROXY UDP4 192.0.2.1 198.51.100.1 4711 443\r\n",
                "PROXY tcp4 192.0.2.1 198.51.100.1 4711 443\r\n",
                "PROXY /x HTTP/1.1\r\n",
                "PROXY \r\n"
            })
    void aLineThatBreaksTheProtocolIsInvalid(String line) {
        assertThat(refused(parse(line))).isEqualTo(ProxyHeader.INVALID);
    }

    @Test
    void aLineWithoutEndIsTooLarge() {
        String line = "PROXY UNKNOWN ";

        assertThat(parse(line + "x".repeat(106 - line.length())))
                .isEqualTo(new Parsed.Incomplete(107));
        assertThat(refused(parse(line + "x".repeat(107 - line.length()))))
                .isEqualTo(ProxyHeader.TOO_LARGE);
        assertThat(header(parse(line + "x".repeat(105 - line.length()) + "\r\n")).length())
                .isEqualTo(107);
    }

    @Test
    void aBinaryHeaderNamesBothEnds() {
        byte[] ipv4 = Headers.announcing("192.0.2.1", 4711, "198.51.100.1", 443);
        byte[] ipv6 = Headers.announcing("2001:db8::1", 65535, "2001:db8::2", 1);

        assertThat(ipv4).hasSize(28);
        assertThat(parse(ipv4))
                .isEqualTo(
                        new Parsed.Header(
                                ProxyHeader.V2,
                                28,
                                of("192.0.2.1", 4711, "198.51.100.1", 443, false)));
        assertThat(header(parse(ipv6)).announcement())
                .isEqualTo(of("2001:db8::1", 65535, "2001:db8::2", 1, false));
    }

    @Test
    void valuesBehindTheAddressesAreReadOver() {
        byte[] header =
                Headers.announcing(
                        "192.0.2.1",
                        1,
                        "192.0.2.2",
                        2,
                        Headers.value(0x04), // no operation
                        Headers.value(0x01, "http/1.1".getBytes(ISO_8859_1)),
                        Headers.value(0xea, (byte) 1, (byte) 'v'), // of AWS
                        Headers.tls(true));

        assertThat(header(parse(header)).length()).isEqualTo(header.length);
        assertThat(header(parse(header)).announcement())
                .isEqualTo(of("192.0.2.1", 1, "192.0.2.2", 2, true));
    }

    @Test
    void whoDidNotComeByTlsIsNotSecure() {
        byte[] header = Headers.announcing("192.0.2.1", 1, "192.0.2.2", 2, Headers.tls(false));

        assertThat(header(parse(header)).announcement())
                .isEqualTo(of("192.0.2.1", 1, "192.0.2.2", 2, false));
    }

    static List<byte[]> withoutClient() {
        return List.of(
                Headers.binary(Headers.LOCAL, 0),
                Headers.binary(Headers.LOCAL, 0x11, new byte[12]),
                Headers.binary(Headers.LOCAL, 0xff, new byte[5]),
                Headers.binary(Headers.PROXY, 0),
                Headers.binary(Headers.PROXY, 0, new byte[7]),
                Headers.binary(Headers.PROXY, 0x12, new byte[12]),
                Headers.binary(Headers.PROXY, 0x31, new byte[216]));
    }

    @ParameterizedTest
    @MethodSource("withoutClient")
    void aHeaderWithoutClientIsSkippedWhole(byte[] header) {
        assertThat(parse(header))
                .isEqualTo(new Parsed.Header(ProxyHeader.LOCAL, header.length, null));
    }

    static List<byte[]> invalid() {
        byte[] addresses = new byte[12];
        List<byte[]> all = new ArrayList<>();
        for (int command : new int[] {0x00, 0x01, 0x10, 0x11, 0x22, 0x2f, 0x30, 0xff}) {
            all.add(Headers.binary(command, 0x11, addresses));
        }
        for (int about : new int[] {0x13, 0x1f, 0x41, 0xf1}) {
            all.add(Headers.binary(Headers.PROXY, about, addresses));
        }
        all.add(Headers.binary(Headers.PROXY, 0x11, new byte[11]));
        all.add(Headers.binary(Headers.PROXY, 0x21, new byte[35]));
        all.add(Headers.binary(Headers.PROXY, 0x11, addresses, new byte[1]));
        all.add(Headers.binary(Headers.PROXY, 0x11, addresses, new byte[2]));
        all.add(Headers.binary(Headers.PROXY, 0x11, addresses, new byte[] {1, 0, 2, 0}));
        all.add(Headers.binary(Headers.PROXY, 0x11, addresses, Headers.value(0x20, (byte) 1)));
        all.add(Headers.binary(Headers.PROXY, 0x11, addresses, Headers.value(3, new byte[3])));
        all.add(Headers.binary(Headers.PROXY, 0x11, addresses, NO_CHECKSUM, NO_CHECKSUM));
        return all;
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void aBinaryHeaderThatBreaksTheProtocolIsInvalid(byte[] header) {
        assertThat(refused(parse(header))).isEqualTo(ProxyHeader.INVALID);
    }

    @Test
    void aChecksumHasToBeRightWhereThereIsNoClientToo() {
        List<byte[]> headers =
                List.of(
                        Headers.binary(Headers.LOCAL, 0, NO_CHECKSUM),
                        Headers.binary(Headers.LOCAL, 0x11, new byte[12], NO_CHECKSUM),
                        Headers.binary(Headers.PROXY, 0, NO_CHECKSUM),
                        Headers.binary(Headers.PROXY, 0x31, new byte[216], NO_CHECKSUM));
        for (byte[] header : headers) {
            byte[] checked = Headers.checked(header);

            assertThat(header(parse(checked)).result()).isEqualTo(ProxyHeader.LOCAL);
            assertThat(refused(parse(header))).isEqualTo(ProxyHeader.CHECKSUM);
        }
    }

    @Test
    void aChecksumHasToBeRight() {
        byte[] header = Headers.announcing("192.0.2.1", 1, "192.0.2.2", 2, NO_CHECKSUM);
        byte[] checked = Headers.checked(header);

        assertThat(header(parse(checked)).result()).isEqualTo(ProxyHeader.V2);
        assertThat(refused(parse(header))).isEqualTo(ProxyHeader.CHECKSUM);
        for (int at = 16; at < 28; at++) { // no bit of an address may change
            byte[] damaged = Arrays.copyOf(checked, checked.length);
            damaged[at] ^= 4;
            assertThat(refused(parse(damaged))).isEqualTo(ProxyHeader.CHECKSUM);
        }
    }

    @Test
    void thereIsABoundOnTheLength() {
        byte[] most = Headers.binary(Headers.LOCAL, 0, new byte[4096 - 16]);
        byte[] more = Headers.binary(Headers.LOCAL, 0, new byte[4096 - 15]);

        assertThat(header(parse(most)).length()).isEqualTo(4096);
        assertThat(refused(HeaderParser.parse(more, 16))).isEqualTo(ProxyHeader.TOO_LARGE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\n",
                "PUT / HTTP/1.1\r\n",
                "PROXYX",
                "proxy TCP4",
                "\u0016\u0003\u0001",
                "\r\n\r\n\r\n",
                "\r\nGET / HTTP/1.1",
                "X"
            })
    void otherBytesAreNoHeader(String text) {
        assertThat(parse(text)).isEqualTo(new Parsed.Absent());
    }

    static List<byte[]> whole() {
        return List.of(
                "PROXY TCP4 192.0.2.1 198.51.100.1 4711 443\r\n".getBytes(ISO_8859_1),
                "PROXY UNKNOWN\r\n".getBytes(ISO_8859_1),
                Headers.binary(Headers.LOCAL, 0),
                Headers.checked(Headers.announcing("2001:db8::1", 1, "::1", 2, NO_CHECKSUM)));
    }

    /** However it is split, it is the same; and never more is asked for than there is. */
    @ParameterizedTest
    @MethodSource("whole")
    void everyPartOfAHeaderIsIncomplete(byte[] header) {
        for (int end = 0; end < header.length; end++) {
            Parsed parsed = HeaderParser.parse(header, end);

            assertThat(parsed).as("%d bytes", end).isInstanceOf(Parsed.Incomplete.class);
            assertThat(((Parsed.Incomplete) parsed).needed()).isBetween(end + 1, header.length);
        }
        assertThat(parse(header)).isInstanceOf(Parsed.Header.class);
    }

    @Test
    void damageNeverThrowsAndNeverClaimsMoreThanIsThere() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int i = 0; i < 50_000; i++) {
            byte[] header = whole().get(random.nextInt(4));
            byte[] damaged = Arrays.copyOf(header, random.nextInt(header.length + 20));
            for (int damage = random.nextInt(4); damage > 0 && damaged.length > 0; damage--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            Parsed parsed = HeaderParser.parse(damaged, damaged.length);
            switch (parsed) {
                case Parsed.Header whole ->
                        assertThat(whole.length())
                                .as("seed %d", seed)
                                .isBetween(15, damaged.length);
                case Parsed.Incomplete part ->
                        assertThat(part.needed())
                                .as("seed %d", seed)
                                .isBetween(damaged.length + 1, 4096);
                case Parsed.Absent() -> {}
                case Parsed.Refused(ProxyHeader result, String reason) ->
                        assertThat(reason).as("seed %d, %s", seed, result).isNotEmpty();
            }
        }
    }
}
