package io.xynergy.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xynergy.gateway.testing.SignedRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The key of deliveries on disk. */
final class DeliveryKeyTest {

    private static final byte[] TEXT = Documents.utf8("what is signed");

    private final Path file;

    DeliveryKeyTest(@TempDir Path folder) {
        file = folder.resolve("key");
    }

    private static byte[] key(int fill, int length) {
        byte[] key = new byte[length];
        Arrays.fill(key, (byte) fill);
        return key;
    }

    private static byte[] mac(byte[] key) {
        return HexFormat.of().parseHex(SignedRequest.hmac(key, TEXT));
    }

    private static boolean takes(DeliveryKey keys, int fill) {
        return keys.hasSigned(TEXT, mac(key(fill, 32)));
    }

    /** Test case 2 of RFC 4231 has a key of 4 bytes; this is test case 6, of 131. */
    @Test
    void signatureIsTheHmacOfRfc4231() throws IOException {
        Files.write(file, key(0xaa, 131));

        boolean signed =
                DeliveryKey.open(file)
                        .hasSigned(
                                Documents.utf8(
                                        "Test Using Larger Than Block-Size Key - Hash Key First"),
                                HexFormat.of()
                                        .parseHex(
                                                "60e431591ee0b67f0d8a26aacbf5b77f"
                                                        + "8e0bc6213728c5140546040f0ee37f54"));

        assertThat(signed).isTrue();
    }

    @Test
    void onlyTheKeyHasSigned() throws IOException {
        Files.write(file, key(1, 32));
        DeliveryKey keys = DeliveryKey.open(file);

        assertThat(takes(keys, 1)).isTrue();
        assertThat(takes(keys, 2)).isFalse();
        assertThat(keys.hasSigned(TEXT, new byte[0])).isFalse();
        assertThat(keys.hasSigned(TEXT, new byte[32])).isFalse();
    }

    @Test
    void keyBeforeStillCountsWhileItIsThere() throws IOException {
        Path previous = file.resolveSibling("previous");
        Files.write(file, key(1, 32));
        DeliveryKey keys = DeliveryKey.open(file);

        Files.write(previous, key(1, 32));
        replace(2);
        assertThat(takes(keys, 1)).isTrue();
        assertThat(takes(keys, 2)).isTrue();

        Files.delete(previous);
        assertThat(takes(keys, 1)).isFalse();
        assertThat(takes(keys, 2)).isTrue();
    }

    /** As Kubernetes swaps a mounted Secret: another file under the same name. */
    private void replace(int fill) throws IOException {
        Path fresh = Files.write(file.resolveSibling("fresh"), key(fill, 32));
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void keyThatCannotBeReadAgainLeavesTheOneBeforeInUse() throws IOException {
        Files.write(file, key(1, 32));
        DeliveryKey keys = DeliveryKey.open(file);

        Files.delete(file);
        assertThat(takes(keys, 1)).isTrue();
        Files.write(file, key(2, 31));
        assertThat(takes(keys, 1)).isTrue();
        replace(3);

        assertThat(takes(keys, 1)).isFalse();
        assertThat(takes(keys, 3)).isTrue();
    }

    @Test
    void changeOfTheSameLengthIsSeen() throws IOException {
        Files.write(file, key(1, 32));
        DeliveryKey keys = DeliveryKey.open(file);

        Files.write(file, key(2, 32));
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));

        assertThat(takes(keys, 2)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 31, 4097})
    void keyHasTheRightLength(int length) throws IOException {
        Files.write(file, key(1, length));

        assertThatThrownBy(() -> DeliveryKey.open(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": a key of " + length + " bytes; expected 32 to 4096");
    }

    @Test
    void missingKeyIsNamed() {
        assertThatThrownBy(() -> DeliveryKey.open(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": no such file");
    }
}
