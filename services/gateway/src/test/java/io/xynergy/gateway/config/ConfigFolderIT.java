package io.xynergy.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xynergy.gateway.Gateway;
import io.xynergy.gateway.GatewayOptions;
import io.xynergy.gateway.testing.AdminPages;
import io.xynergy.gateway.testing.Await;
import io.xynergy.gateway.testing.DeliveredGateway;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.SignedRequest;
import io.xynergy.gateway.wire.Lanes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway that begins with a folder, as a ConfigMap is mounted. */
final class ConfigFolderIT {

    private static final byte[] ONE = document(1);
    private static final byte[] TWO = document(2);

    private final Path folder;

    ConfigFolderIT(@TempDir Path folder) {
        this.folder = folder;
    }

    /** Differs by the status of its one redirect. */
    private static byte[] document(int number) {
        return DeliveredGateway.compiled(
                """
                apiVersion: gateway.xynergy.io/v1alpha1
                kind: GatewayPolicy
                metadata: {name: folder}
                spec:
                  routes:
                    - name: all
                      match: [{path: {prefix: /}}]
                      redirect: {path: /%d}
                      auth: {mode: None}
                """
                        .formatted(number));
    }

    private static byte[] gzip(byte[] document) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(document);
        }
        return packed.toByteArray();
    }

    private Gateway start() throws IOException {
        return Gateway.start(
                GatewayOptions.ofFolder(folder)
                        .host("127.0.0.1")
                        .ports(0, 0)
                        .carrier(Lanes.Choice.THREAD, 1)
                        .accessLog(false, Optional.empty())
                        .build());
    }

    private static void await(Gateway gateway, byte[] document) {
        String digest = SignedRequest.sha256(document);
        Await.until("the document is in force", () -> gateway.digest().equals(digest));
    }

    private static String page(Gateway gateway) throws IOException {
        return new AdminPages(gateway.adminPort()).get("/config").text();
    }

    @Test
    void folderIsServedUnderItsRevision() throws IOException {
        DeliveredGateway.write(folder, ONE, 41);
        try (Gateway gateway = start();
                RawClient client = RawClient.connect(gateway.port())) {
            assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").read().value("Location"))
                    .endsWith("/1");
            assertThat(page(gateway))
                    .contains("\"digest\":\"" + SignedRequest.sha256(ONE) + "\",\"revision\":41,")
                    .contains("\"source\":\"file\"");
        }
    }

    @Test
    void packedFolderHasTheDigestOfTheDocumentInside() throws IOException {
        Files.write(folder.resolve("config.json.gz"), gzip(ONE));
        Files.writeString(folder.resolve("revision"), "7\n");
        try (Gateway gateway = start()) {
            assertThat(gateway.digest()).isEqualTo(SignedRequest.sha256(ONE));
            assertThat(page(gateway)).contains("\"revision\":7,");
        }
    }

    @Test
    void folderIsFollowedToNewerRevisionsAndNotToOlderOnes() throws IOException {
        DeliveredGateway.write(folder, ONE, 5);
        try (Gateway gateway = start()) {
            DeliveredGateway.write(folder, TWO, 6);
            await(gateway, TWO);

            DeliveredGateway.write(folder, ONE, 4);
            new AdminPages(gateway.adminPort())
                    .awaitMetric("xynergy_gateway_reloads_total{result=\"outdated\"}", 1);
            assertThat(gateway.digest()).isEqualTo(SignedRequest.sha256(TWO));

            DeliveredGateway.write(folder, ONE, 7);
            await(gateway, ONE);
        }
    }

    @Test
    void documentMayBeCorrectedUnderItsRevisionWhileNothingWasDelivered() throws IOException {
        DeliveredGateway.write(folder, ONE, 5);
        try (Gateway gateway = start()) {
            DeliveredGateway.write(folder, TWO, 5);

            await(gateway, TWO);
        }
    }

    @Test
    void mountedConfigMapIsFollowedWhenItsFolderIsSwapped() throws IOException {
        mount("..2026_1", ONE, 5);
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2026_1"));
        for (String file : new String[] {"config.json", "revision"}) {
            Files.createSymbolicLink(folder.resolve(file), Path.of("..data", file));
        }
        try (Gateway gateway = start()) {
            mount("..2026_2", TWO, 6);
            Path fresh = folder.resolve("..data_tmp");
            Files.createSymbolicLink(fresh, Path.of("..2026_2"));
            Files.move(fresh, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);

            await(gateway, TWO);
            assertThat(page(gateway)).contains("\"revision\":6,");
        }
    }

    private void mount(String name, byte[] document, long revision) throws IOException {
        DeliveredGateway.write(Files.createDirectory(folder.resolve(name)), document, revision);
    }

    @Test
    void unusableFilesAreShownAndWhatWasThereServesOn() throws IOException {
        DeliveredGateway.write(folder, ONE, 5);
        try (Gateway gateway = start()) {
            Files.writeString(folder.resolve("revision"), "six");
            Await.until("the refusal", () -> rejects(gateway, "revision: expected a whole number"));

            Files.writeString(folder.resolve("revision"), "6");
            Files.writeString(folder.resolve("config.json"), "{");
            Await.until("the refusal", () -> rejects(gateway, "not JSON: "));

            assertThat(gateway.digest()).isEqualTo(SignedRequest.sha256(ONE));
            DeliveredGateway.write(folder, TWO, 6);
            await(gateway, TWO);
            assertThat(page(gateway)).doesNotContain("rejected");
        }
    }

    private static boolean rejects(Gateway gateway, String message) {
        try {
            return page(gateway).contains(message);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void folderWithoutARevisionIsNoBeginning() throws IOException {
        Files.write(folder.resolve("config.json"), ONE);

        assertThatThrownBy(this::start)
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("revision");
    }

    @Test
    void emptyFolderIsNoBeginning() {
        assertThatThrownBy(this::start)
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("config.json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-5", "5.0", "9007199254740992", "5\n6"})
    void revisionOfTheFirstFolderHasToBeANumber(String revision) throws IOException {
        Files.write(folder.resolve("config.json"), ONE);
        Files.writeString(folder.resolve("revision"), revision);

        assertThatThrownBy(this::start)
                .isInstanceOf(PolicyRefusedException.class)
                .hasMessageContaining("revision: expected a whole number from 1 to");
    }

    @Test
    void packedFileThatIsNoGzipIsNamed() throws IOException {
        Files.write(folder.resolve("config.json.gz"), ONE);
        Files.writeString(folder.resolve("revision"), "1");

        assertThatThrownBy(this::start)
                .isInstanceOf(PolicyRefusedException.class)
                .hasMessageContaining("config.json.gz: not in gzip format");
    }

    @Test
    void bothFormsOfADocumentLeaveItOpenWhichIsMeant() throws IOException {
        DeliveredGateway.write(folder, ONE, 1);
        Files.write(folder.resolve("config.json.gz"), gzip(TWO));

        assertThatThrownBy(this::start)
                .isInstanceOf(PolicyRefusedException.class)
                .hasMessageContaining("config.json and config.json.gz are both there");
    }

    @Test
    void configurationThatIsNotValidIsNoBeginning() throws IOException {
        String unknown = new String(ONE, StandardCharsets.UTF_8).replace("\"name\"", "\"nam\"");
        DeliveredGateway.write(folder, unknown.getBytes(StandardCharsets.UTF_8), 1);

        assertThatThrownBy(this::start)
                .isInstanceOf(PolicyRefusedException.class)
                .hasMessageContaining("unknown field \"nam\"");
    }

    @Test
    void deliveryIsOffWithoutAKey() throws IOException {
        DeliveredGateway.write(folder, ONE, 1);
        try (Gateway gateway = start();
                RawClient client = RawClient.connect(gateway.adminPort())) {
            for (String path : new String[] {"/config", "/endpoints"}) {
                byte[] request = SignedRequest.of(DeliveredGateway.KEY, path, 2, TWO).bytes();
                try (RawClient sender = RawClient.connect(gateway.adminPort())) {
                    assertThat(sender.send(request).read().status()).isEqualTo(404);
                }
            }
            assertThat(client.send("GET /config HTTP/1.1\r\nHost: a\r\n\r\n").read().status())
                    .isEqualTo(200);
        }
    }
}
