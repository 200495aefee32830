package io.xynergy.gateway.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputTest {

    private final Output out = new Output();

    private String text() {
        return new String(out.bytes(), 0, out.size(), ISO_8859_1);
    }

    @Test
    void gathersInOrder() {
        byte[] source = "0123456789".getBytes(ISO_8859_1);

        out.put(source, 2, 5)
                .put((byte) '-')
                .put(ByteBuffer.wrap(source), 7, 2)
                .put(new byte[] {'!'});

        assertThat(text()).isEqualTo("234-78!");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 9, 10, 15, 16, 99, 100, 255, 256, 65_536, 1L << 60, Long.MAX_VALUE})
    void writesNumbersAsTheJdkDoes(long number) {
        assertThat(out.putDecimal(number).put((byte) ' ').putHex(number).size()).isPositive();

        assertThat(text()).isEqualTo(number + " " + Long.toHexString(number));
    }

    @Test
    void writesRandomNumbersAsTheJdkDoes() {
        long seed = new Random().nextLong();
        RandomGenerator random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            long number = random.nextLong() >>> (1 + random.nextInt(63));
            out.clear();
            out.putDecimal(number).put((byte) ' ').putHex(number);
            assertThat(text())
                    .as("seed %d", seed)
                    .isEqualTo(number + " " + Long.toHexString(number));
        }
    }

    @Test
    void growsAndShrinksAgain() {
        byte[] large = new byte[Output.CAPACITY + 1];

        out.put((byte) 'x').put(large);
        assertThat(out.size()).isEqualTo(Output.CAPACITY + 2);
        assertThat(out.bytes()[0]).isEqualTo((byte) 'x');
        out.clear();

        assertThat(out.size()).isZero();
        assertThat(out.bytes().length).isLessThan(Output.CAPACITY);
    }

    @Test
    void forgetsItsEnd() {
        out.put("abcdef".getBytes(ISO_8859_1)).truncate(3);

        assertThat(text()).isEqualTo("abc");
    }
}
