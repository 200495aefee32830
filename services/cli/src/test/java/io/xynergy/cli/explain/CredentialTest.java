package io.xynergy.cli.explain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a credential of a command line is read from. */
class CredentialTest {

    private final InputStream input = new ByteArrayInputStream(" of-input\n".getBytes(UTF_8));
    @TempDir private Path folder;

    private String read(String typed) {
        return new Credential("--key", typed).read(input);
    }

    @Test
    void credentialIsTypedOrReadFromAFileOrTheInput() throws Exception {
        Path file = Files.writeString(folder.resolve("key"), "of-file\r\n");

        assertThat(read(" typed ")).isEqualTo("typed");
        assertThat(read("@" + file)).isEqualTo("of-file");
        assertThat(read("@-")).isEqualTo("of-input");
    }

    @Test
    void whatCannotBeReadIsNamedWithItsOption() throws Exception {
        Path empty = Files.writeString(folder.resolve("empty"), "\n");
        Path large = Files.writeString(folder.resolve("large"), "k".repeat(64 * 1024 + 1));

        assertThatThrownBy(() -> read("@" + folder.resolve("none")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--key: there is no file " + folder.resolve("none"));
        for (Path file : new Path[] {empty, large}) {
            assertThatThrownBy(() -> read("@" + file))
                    .hasMessage("--key: @%s has no credential of 1 to 65536 bytes", file);
        }
        assertThatThrownBy(() -> read("@" + folder)).hasMessageStartingWith("--key: " + folder);
    }

    @Test
    void noTextOfItShowsIt() {
        assertThat(new Credential("--key", "sesame").toString()).isEqualTo("--key");
    }
}
