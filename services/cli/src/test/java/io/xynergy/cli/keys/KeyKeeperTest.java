package io.xynergy.cli.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.policy.AuthSpec;
import io.xynergy.policy.compiled.AuthConfig.KeyHash;
import io.xynergy.policy.keys.ApiKeyState;
import io.xynergy.policy.keys.NewKeys;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lives of keys in a folder, with a gateway that takes its time. */
@SuppressWarnings("NullAway.Init") // the fields are set before each test
class KeyKeeperTest {

    private static final AuthSpec.ApiKey ACME =
            new AuthSpec.ApiKey("acme", null, List.of(), Duration.ofDays(30), Duration.ofHours(2));

    @TempDir private Path path = Path.of("");

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private KeyFolder folder;
    private final List<AuthSpec.ApiKey> specs = new ArrayList<>(List.of(ACME));
    private KeyKeeper keeper;
    private final Slow gateway = new Slow();

    @BeforeEach
    void begin() {
        path = path.resolve("data/keys"); // which is not there yet
        folder = new KeyFolder(path);
        keeper = new KeyKeeper(folder, () -> specs, () -> now, new NewKeys()::apiKey);
    }

    /** A gateway that asks for its keys only when it is let. */
    private final class Slow implements KeyKeeper.Gateway {
        private Set<String> accepted = Set.of();
        private int told;

        void readsItsPolicy() {
            Set<String> ids = new HashSet<>();
            specs.forEach(
                    spec -> keeper.hashes(spec.name()).stream().map(KeyHash::id).forEach(ids::add));
            accepted = ids;
        }

        @Override
        public Set<String> accepted() {
            return accepted;
        }

        @Override
        public void changed() {
            told++;
        }
    }

    private ApiKeyState state() {
        try {
            return folder.read("acme").orElseThrow().state();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void advance() throws IOException {
        keeper.advance(gateway);
    }

    private void settle() throws IOException {
        for (int i = 0; i < 5; i++) {
            advance();
            gateway.readsItsPolicy();
        }
        advance();
    }

    @Test
    void keyIsMadeWhenTheGatewayAsksForItAndIsItsOwnersAlone() throws IOException {
        gateway.readsItsPolicy();

        assertThat(gateway.accepted).containsExactly(state().id());
        assertThat(Files.getPosixFilePermissions(path.resolve("acme.properties")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        advance();
        assertThat(gateway.told).isZero();
    }

    @Test
    void rotatedValueIsShownOnlyWhenTheGatewayAcceptsIt() throws IOException {
        gateway.readsItsPolicy();
        String first = state().id();
        folder.wish("acme", KeyFolder.Wish.ROTATE, "now");

        advance();
        advance();
        assertThat(state().id()).isEqualTo(first);
        assertThat(gateway.told).isEqualTo(1);
        assertThat(folder.asked("acme").isPresent()).isTrue();
        gateway.readsItsPolicy();
        advance();
        assertThat(state().id()).isNotEqualTo(first);
        advance();

        assertThat(folder.asked("acme").isPresent()).isFalse();
        assertThat(gateway.accepted).hasSize(2).contains(first, state().id());
        assertThat(folder.read("acme").orElseThrow().previousUntil())
                .isEqualTo(now.plus(Duration.ofHours(2)).toString());
    }

    @Test
    void valueBeforeEndsWithItsOverlap() throws IOException {
        gateway.readsItsPolicy();
        String first = state().id();
        folder.wish("acme", KeyFolder.Wish.ROTATE, "now");
        settle();

        now = now.plus(Duration.ofHours(2));
        settle();

        assertThat(gateway.accepted).containsExactly(state().id()).doesNotContain(first);
    }

    @Test
    void revokedValueIsGoneBeforeTheWishIs() throws IOException {
        gateway.readsItsPolicy();
        String first = state().id();
        folder.wish("acme", KeyFolder.Wish.REVOKE, "leaked");

        advance();
        advance();
        assertThat(folder.asked("acme").isPresent()).isTrue();
        assertThat(gateway.accepted).containsExactly(first);
        gateway.readsItsPolicy();
        advance();

        assertThat(folder.asked("acme").isPresent()).isFalse();
        assertThat(gateway.accepted).containsExactly(state().id()).doesNotContain(first);
    }

    @Test
    void keyIsRotatedWhenItIsTime() throws IOException {
        gateway.readsItsPolicy();
        String first = state().id();
        now = now.plus(Duration.ofDays(30));

        settle();

        assertThat(state().id()).isNotEqualTo(first);
    }

    @Test
    void gatewayThatDoesNotReactIsToldAgainAfterAWhile() throws IOException {
        gateway.readsItsPolicy();
        folder.wish("acme", KeyFolder.Wish.ROTATE, "now");
        for (int i = 0; i < 10; i++) {
            advance();
        }
        assertThat(gateway.told).isEqualTo(1);

        now = now.plus(Duration.ofSeconds(5));
        advance();

        assertThat(gateway.told).isEqualTo(2);
    }

    @Test
    void deletedFileIsARevocation() throws IOException {
        gateway.readsItsPolicy();
        String first = state().id();
        Files.delete(path.resolve("acme.properties"));

        settle();

        assertThat(gateway.accepted).containsExactly(state().id()).doesNotContain(first);
    }

    @Test
    void keyThatLeavesThePolicyIsAcceptedNoMore() throws IOException {
        gateway.readsItsPolicy();
        specs.clear();

        advance();
        gateway.readsItsPolicy();
        advance();

        assertThat(gateway.accepted).isEmpty();
    }

    /** Half a file must neither revoke a key nor hold up the others. */
    @Test
    void damagedFileLeavesItsKeyAndTheOthersAsTheyAre() throws IOException {
        specs.add(new AuthSpec.ApiKey("globex", null, List.of(), null, null));
        gateway.readsItsPolicy();
        Set<String> before = gateway.accepted;
        for (String damage : List.of("", "value=\\u00", "value=k_1")) {
            Files.writeString(path.resolve("acme.properties"), damage);
            gateway.readsItsPolicy();
            advance();
            assertThat(gateway.accepted).isEqualTo(before);
            assertThat(path.resolve("acme.properties")).hasContent(damage);
        }

        folder.wish("globex", KeyFolder.Wish.REVOKE, "leaked");
        settle();

        assertThat(folder.asked("globex")).isEmpty();
        assertThat(gateway.accepted).hasSize(2).isNotEqualTo(before);
    }

    @Test
    void wishDoesNotTakeThePlaceOfAnother() throws IOException {
        gateway.readsItsPolicy();

        assertThat(folder.wish("acme", KeyFolder.Wish.REVOKE, "first")).isTrue();
        assertThat(folder.wish("acme", KeyFolder.Wish.ROTATE, "second")).isFalse();

        assertThat(folder.hasWish("acme", "first")).isTrue();
        try (var files = Files.list(path)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("acme.properties", "acme.wish");
        }
    }

    @Test
    void timesThatNobodyMeansAreNone() throws IOException {
        gateway.readsItsPolicy();
        Path file = path.resolve("acme.properties");
        Files.writeString(
                file,
                Files.readString(file)
                        + "\nmade-at=+1000000000-12-31T23\\:59\\:59Z\nprevious-id=\\u001b[31m\n"
                        + "previous-sha256="
                        + "a".repeat(64)
                        + "\n");

        settle();

        assertThat(gateway.accepted).isNotEmpty().allMatch(id -> id.matches("k_[0-9a-f]{8}"));
    }

    @Test
    void wishIsFulfilledWithoutAGateway() throws IOException {
        gateway.readsItsPolicy();
        String first = state().id();
        var wishes = new KeyWishes(folder);

        assertThat(wishes.fulfil("acme", KeyFolder.Wish.ROTATE)).isTrue();
        assertThat(state().hashes()).hasSize(2).extracting(KeyHash::id).contains(first);
        try (FileChannel _ = folder.keep().orElseThrow()) {
            assertThat(folder.keep()).as("one keeper at a time").isEmpty();
        }
        assertThat(wishes.fulfil("acme", KeyFolder.Wish.REVOKE)).isTrue();
        assertThat(state().hashes()).hasSize(1).extracting(KeyHash::id).doesNotContain(first);
    }
}
