package io.xynergy.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;

class GunzipTest {

    private static final byte[] TEXT =
            "a text, a text, and a text".getBytes(StandardCharsets.US_ASCII);

    /** A body of no bytes, its sum and its length. */
    private static final String NOTHING = "0300" + "00000000" + "00000000";

    private static byte[] gzip(byte[] bytes) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        var joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    @Test
    void membersFollowEachOther() throws IOException {
        byte[] packed = join(gzip(TEXT), gzip(new byte[0]), gzip(TEXT));

        assertThat(Gunzip.unpack(packed, 1000)).isEqualTo(join(TEXT, TEXT));
    }

    @Test
    void boundIsOnAllMembersTogether() throws IOException {
        byte[] packed = join(gzip(TEXT), gzip(TEXT));

        assertThat(Gunzip.unpack(packed, 2 * TEXT.length)).hasSize(2 * TEXT.length);
        assertThatThrownBy(() -> Gunzip.unpack(packed, 2 * TEXT.length - 1))
                .isInstanceOf(Gunzip.TooLargeException.class)
                .hasMessage("more than " + (2 * TEXT.length - 1) + " bytes when unpacked");
    }

    @Test
    void boundIsWhatUnpacksAndNotWhatTheTrailerSays() throws IOException {
        byte[] packed = gzip(new byte[1 << 20]);
        Arrays.fill(packed, packed.length - 4, packed.length, (byte) 0);

        assertThatThrownBy(() -> Gunzip.unpack(packed, 1000))
                .isInstanceOf(Gunzip.TooLargeException.class);
        assertThatThrownBy(() -> Gunzip.unpack(packed, 1 << 20))
                .isInstanceOf(ZipException.class)
                .hasMessage("a wrong length");
    }

    @Test
    void whatFollowsTheLastMemberIsRefused() throws IOException {
        for (byte[] garbage : new byte[][] {{0}, {0x1f}, {0x1f, (byte) 0x8b, 7}, TEXT}) {
            byte[] packed = join(gzip(TEXT), garbage);

            assertThatThrownBy(() -> Gunzip.unpack(packed, 1000))
                    .isInstanceOf(ZipException.class)
                    .hasMessage(garbage.length + " bytes follow its end");
        }
    }

    @Test
    void everyTruncationIsRefused() throws IOException {
        byte[] packed = join(gzip(TEXT), gzip(TEXT));
        int whole = gzip(TEXT).length;
        for (int length = 0; length < packed.length; length++) {
            byte[] cut = Arrays.copyOf(packed, length);
            if (length != whole) {
                assertThatThrownBy(() -> Gunzip.unpack(cut, 1000))
                        .as("%d bytes", length)
                        .isInstanceOfAny(EOFException.class, ZipException.class);
            }
        }
    }

    @Test
    void optionalFieldsOfAHeaderAreReadOver() throws IOException {
        byte[] header = hex("1f8b08 1e 00000000 00ff 0300 616263 6e616d6500 636f6d6d656e7400");
        var sum = new CRC32();
        sum.update(header);
        byte[] two = {(byte) sum.getValue(), (byte) (sum.getValue() >> 8)};

        assertThat(Gunzip.unpack(join(header, two, hex(NOTHING)), 0)).isEmpty();
        two[0] ^= 1;
        assertThatThrownBy(() -> Gunzip.unpack(join(header, two, hex(NOTHING)), 0))
                .hasMessage("a wrong check sum of the header");
    }

    @Test
    void reservedFlagsAndOtherMethodsAreNoGzip() {
        for (String header : new String[] {"1f8b08 20", "1f8b08 80", "1f8b07 00", "1f8c08 00"}) {
            byte[] packed = hex(header + "00000000 00ff" + NOTHING);

            assertThatThrownBy(() -> Gunzip.unpack(packed, 0))
                    .isInstanceOf(ZipException.class)
                    .hasMessageContaining("not in gzip format");
        }
    }

    @Test
    void wrongSumIsRefused() throws IOException {
        byte[] packed = gzip(TEXT);
        packed[packed.length - 6] ^= 1;

        assertThatThrownBy(() -> Gunzip.unpack(packed, 1000)).hasMessage("a wrong check sum");
    }

    @Test
    void randomDamageIsAnIoExceptionOrChangesNothing() throws IOException {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        byte[] bytes = new byte[5000];
        random.nextBytes(bytes);
        Arrays.fill(bytes, 1000, 3000, (byte) 'x');
        byte[] whole = gzip(bytes);
        for (int i = 0; i < 2000; i++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                assertThat(Gunzip.unpack(damaged, 10_000)).as("seed %d", seed).isEqualTo(bytes);
            } catch (IOException _) {
                // refused, as it should be
            }
        }
    }

    @Test
    void manyEmptyMembersTakeNoMemoryOfTheirOwn() {
        byte[] empty = hex("1f8b08 00 00000000 00ff" + NOTHING);
        ByteBuffer packed = ByteBuffer.allocate(empty.length * 50_000);
        while (packed.hasRemaining()) {
            packed.put(empty);
        }

        assertThat(unpackOrFail(packed.array())).isEmpty();
    }

    private static byte[] unpackOrFail(byte[] packed) {
        try {
            return Gunzip.unpack(packed, 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
