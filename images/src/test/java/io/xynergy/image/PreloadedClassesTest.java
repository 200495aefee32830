package io.xynergy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreloadedClassesTest {

    private static final int SIZE = 8192;

    @TempDir private Path directory;

    private Path archive(String name, byte[] bytes) throws IOException {
        return Files.write(directory.resolve(name), bytes);
    }

    @Test
    void wordsThatDifferAreZeroAndTheRestStays() throws IOException {
        byte[] first = new byte[SIZE];
        Arrays.fill(first, (byte) 7);
        byte[] second = first.clone();
        second[4] = 8; // the sum behind the header's first word
        second[4097] = 8; // one byte of a long
        byte[] expected = first.clone();
        Arrays.fill(expected, 4, 8, (byte) 0);
        Arrays.fill(expected, 4096, 4104, (byte) 0);

        Path archive = archive("one", first);
        PreloadedClasses.settle(archive, archive("two", second));

        assertThat(Files.readAllBytes(archive)).isEqualTo(expected);
    }

    @Test
    void twoPairsOfBuildsHaveOneArchive() throws IOException {
        Path first = archive("first", builtAt(1_000));
        PreloadedClasses.settle(first, archive("first again", builtAt(9_000)));
        Path later = archive("later", builtAt(70_000));
        PreloadedClasses.settle(later, archive("later again", builtAt(81_000)));
        assertThat(first).hasSameBinaryContentAs(later);
    }

    private static byte[] builtAt(int millis) {
        byte[] bytes = new byte[SIZE];
        Arrays.fill(bytes, (byte) 3);
        bytes[4096] = (byte) millis;
        bytes[4097] = (byte) (millis >> 8);
        bytes[4098] = (byte) (millis >> 16);
        return bytes;
    }

    @Test
    void archivesOfDifferentSizesAreRefused() throws IOException {
        Path one = archive("one", new byte[SIZE]);
        Path two = archive("two", new byte[2 * SIZE]);
        assertThatThrownBy(() -> PreloadedClasses.settle(one, two))
                .hasMessage("of 8192 bytes one time, of 16384 the next");
    }

    @Test
    void archivesOfDifferentClassesAreRefusedAndLeftAlone() throws IOException {
        byte[] bytes = new byte[SIZE];
        Arrays.fill(bytes, (byte) 1);
        Path one = archive("one", bytes);
        Path two = archive("two", new byte[SIZE]);
        assertThatThrownBy(() -> PreloadedClasses.settle(one, two))
                .hasMessageContaining("differ in 1536 words");
        assertThat(one).hasBinaryContent(bytes);
    }
}
