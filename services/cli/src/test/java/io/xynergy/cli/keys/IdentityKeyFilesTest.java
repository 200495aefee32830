package io.xynergy.cli.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xynergy.kit.identity.KeyDocument;
import io.xynergy.kit.identity.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityKeyFilesTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    @TempDir private Path directory;

    private IdentityKeyFiles make() throws IOException {
        return IdentityKeyFiles.make(
                directory.resolve("identity"), InstantSource.fixed(NOW), new SecureRandom());
    }

    private static List<SigningKey> keys(IdentityKeyFiles files) throws IOException {
        return KeyDocument.readPrivate(Files.readAllBytes(files.privateKeys()));
    }

    @Test
    void aKeyIsMadeOnceAndForItsOwnerAlone() throws IOException {
        IdentityKeyFiles files = make();
        List<SigningKey> keys = keys(files);
        assertThat(keys).singleElement().extracting(SigningKey::from).isEqualTo(NOW);
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(files.privateKeys())))
                .isEqualTo("rw-------");
        assertThat(make()).isEqualTo(files);
        assertThat(keys(files)).isEqualTo(keys);
    }

    @Test
    void thePublicPartFollowsThePrivateOne() throws IOException {
        IdentityKeyFiles files = make();
        Files.writeString(files.publicKeys(), "{}");
        make();
        assertThat(KeyDocument.readPublic(Files.readAllBytes(files.publicKeys())))
                .containsExactly(keys(files).getFirst().publicPart());
        assertThat(files.publicKeys()).content().doesNotContain(keys(files).getFirst().d());
    }

    @Test
    void aFileThatIsNoKeyIsNamedAndLeftAlone() throws IOException {
        IdentityKeyFiles files = make();
        Files.writeString(files.privateKeys(), "mine");
        assertThatThrownBy(this::make)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("private.json");
        assertThat(files.privateKeys()).hasContent("mine");
    }
}
