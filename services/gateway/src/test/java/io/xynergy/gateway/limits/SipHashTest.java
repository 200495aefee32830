package io.xynergy.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The vectors of the authors: the key 00 01 … 0f, and the bytes 00 01 … up to a length. */
final class SipHashTest {

    @ParameterizedTest
    @CsvSource({
        "0, 726fdb47dd0e0e31",
        "1, 74f839c593dc67fd",
        "7, ab0200f58b01d137",
        "8, 93f5f5799a932462",
        "15, a129ca6149be45e5",
        "16, 3f2acc7f57c29bdb",
        "63, 958a324ceb064572"
    })
    void hashIsThatOfThePaper(int length, String hash) {
        var bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) i;
        }

        long found = SipHash.of(0x0706050403020100L, 0x0f0e0d0c0b0a0908L, bytes);

        assertThat(found).isEqualTo(Long.parseUnsignedLong(hash, 16));
    }
}
