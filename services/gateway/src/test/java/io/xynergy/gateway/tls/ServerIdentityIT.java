package io.xynergy.gateway.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.Await;
import io.xynergy.gateway.testing.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A certificate that is replaced on disk, by a clock that the test turns. The one called expired is
 * valid from ten days ago to a week ago, the good one from now on for three days.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // the field is set before the tests
class ServerIdentityIT {

    private final Instant today = InstantSource.system().instant();
    private final AtomicReference<Instant> now = new AtomicReference<>(today);
    private TestCertificates certificates;

    @BeforeAll
    void make() throws IOException, InterruptedException {
        certificates = TestCertificates.make();
    }

    private void write(Path folder, String certificate) throws IOException {
        Files.writeString(folder.resolve("tls.key"), certificates.key(certificate));
        Files.writeString(folder.resolve("tls.crt"), certificates.chain(certificate));
    }

    /** Watches a folder that holds a certificate, from a day on. */
    private ServerIdentity watch(Path folder, String certificate, int day) throws IOException {
        now.set(today.plus(Duration.ofDays(day)));
        write(folder, certificate);
        var source =
                new ServerIdentity.Source(
                        "edge", folder.resolve("tls.crt"), folder.resolve("tls.key"));
        return ServerIdentity.watch(() -> List.of(source), now::get);
    }

    private static @Nullable String refused(ServerIdentity identity) {
        return identity.shown().getFirst().refused();
    }

    private static Instant notAfter(ServerIdentity identity) {
        return Objects.requireNonNull(identity.shown().getFirst().notAfter());
    }

    private static void awaitRefusal(ServerIdentity identity, String why) {
        Await.until(
                () -> "it is refused: " + identity.shown(),
                () -> String.valueOf(refused(identity)).contains(why));
    }

    @Test
    void expiredOneDoesNotReplaceAValidOneBeforeThatExpiresToo(@TempDir Path folder)
            throws IOException {
        try (ServerIdentity identity = watch(folder, "good", 1)) {
            Instant good = notAfter(identity);
            var context = identity.context();
            write(folder, "expired");
            awaitRefusal(identity, folder.resolve("tls.crt") + " expired at ");

            assertThat(notAfter(identity)).isEqualTo(good).isAfter(now.get());
            assertThat(identity.context()).isSameAs(context);
            assertThat(identity.taken()).isZero();

            now.set(good.plusSeconds(1));
            Await.until("one of two that are expired is taken", () -> identity.taken() == 1);
            Await.until("that is said", () -> refused(identity) == null);
            assertThat(notAfter(identity)).isBefore(today);
            assertThat(identity.context()).isNotSameAs(context);
        }
    }

    @Test
    void oneOfTomorrowDoesNotReplaceAValidOneBeforeItsTime(@TempDir Path folder)
            throws IOException {
        try (ServerIdentity identity = watch(folder, "expired", -8)) {
            Instant first = notAfter(identity);
            write(folder, "good");
            awaitRefusal(identity, folder.resolve("tls.crt") + " is not valid before ");

            assertThat(notAfter(identity)).isEqualTo(first).isAfter(now.get());
            assertThat(identity.taken()).isZero();

            now.set(today.plus(Duration.ofDays(1)));
            Await.until("its time has come", () -> refused(identity) == null);
            assertThat(notAfter(identity)).isAfter(now.get());
            assertThat(identity.taken()).isEqualTo(1);
        }
    }
}
