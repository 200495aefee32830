package io.xynergy.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A head's bytes as text. */
final class HeadTextTest {

    private static String text(byte[] bytes) {
        return HeadText.of(bytes, bytes.length);
    }

    @Test
    void utf8IsTextAndOtherBytesAreEscaped() {
        assertThat(text("X: é 😀\r\n".getBytes(StandardCharsets.UTF_8))).isEqualTo("X: é 😀\r\n");
        assertThat(text("X: é, é!".getBytes(StandardCharsets.ISO_8859_1)))
                .isEqualTo("X: \\xe9, \\xe9!");
        assertThat(text(new byte[] {'a', (byte) 0xe2, (byte) 0x82})).isEqualTo("a\\xe2\\x82");
        assertThat(text(new byte[] {(byte) 0xc0, (byte) 0xaf, 'b'})).isEqualTo("\\xc0\\xafb");
        assertThat(HeadText.of(new byte[] {'a', 'b'}, 1)).isEqualTo("a");
        assertThat(text(new byte[0])).isEmpty();
    }
}
