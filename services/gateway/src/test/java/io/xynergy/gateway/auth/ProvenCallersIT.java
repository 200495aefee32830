package io.xynergy.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.webserver.http.HttpRouting;
import io.xynergy.gateway.http.Ascii;
import io.xynergy.gateway.testing.Await;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.wire.Lanes;
import io.xynergy.kit.identity.IdentitySettings;
import io.xynergy.kit.identity.KeyDocument;
import io.xynergy.kit.identity.Proof;
import io.xynergy.kit.identity.SigningKey;
import io.xynergy.kit.service.AdminPort;
import io.xynergy.kit.service.ServerSettings;
import io.xynergy.kit.service.Service;
import io.xynergy.kit.service.ServiceFrame;
import io.xynergy.kit.tenant.Caller;
import io.xynergy.kit.tenant.Callers;
import io.xynergy.policy.compiled.AuthConfig.KeyHash;
import io.xynergy.policy.compiled.Policies;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A service knows its callers from the gateway alone. */
@OnBothCarriers
final class ProvenCallersIT {

    private static final String KEY =
            "k_12345678_abababababababababababababababababababababababababababababababab";
    private static final String X_API_KEY = "X-Api-Key: " + KEY + "\r\n";

    private final SecureRandom random = new SecureRandom();
    private final Path folder;
    private final SigningKey first = SigningKey.generate(Instant.EPOCH, random);
    private final Service service;
    private final GatewayFixture gateway;

    ProvenCallersIT(Lanes.Choice carrier) throws IOException {
        folder = Files.createTempDirectory("identity");
        publish(first);
        sign(first);
        var server = new ServerSettings("127.0.0.1", 0, 100, Duration.ofSeconds(20));
        service = Service.start(server, this::make, InstantSource.system(), System::nanoTime);
        gateway =
                GatewayFixture.on(carrier)
                        .spec("auth: {apiKeys: [{name: partner, tenant: acme, scopes: [a, b]}]}\n")
                        .services(
                                "- {name: up0, url: \"http://127.0.0.1:%d\"}\n"
                                        .formatted(service.port()))
                        .routes(
                                """
                                - {name: known, match: [{path: {prefix: /who}}], to: [{service: up0}]}
                                - name: open
                                  match: [{path: {prefix: /any}}]
                                  to: [{service: up0}]
                                  auth: {mode: None}
                                """)
                        .options(options ->
                                options.identityKey(folder.resolve("private.json"))
                                        .apiKeys(_ ->
                                                List.of(
                                                        new KeyHash(
                                                                "k_12345678",
                                                                Policies.digest(
                                                                        Ascii.bytes(KEY))))))
                        .start();
    }

    private void make(ServerSettings server, ServiceFrame frame) {
        var identity =
                new IdentitySettings(
                        folder.resolve("public.json"), IdentitySettings.Check.REQUIRED);
        frame.serve(server, new AdminPort("127.0.0.1", 0), identity, 1000, this::routes);
    }

    private void routes(HttpRouting.Builder routing) {
        routing.get(
                "/who",
                (request, response) -> {
                    Caller caller = Callers.require(request);
                    response.send(
                            "%s of %s, %s %s"
                                    .formatted(
                                            caller.user(),
                                            caller.tenant(),
                                            caller.issuer(),
                                            caller.scopes().stream().sorted().toList()));
                });
        routing.get("/any", (request, response) -> response.send(Callers.require(request).user()));
        routing.get(
                "/who/headers",
                (request, response) ->
                        response.send(
                                request.headers().stream()
                                        .filter(header ->
                                                header.name()
                                                        .toLowerCase(Locale.ROOT)
                                                        .startsWith("x-xynergy-"))
                                        .map(header -> header.name() + ": " + header.get() + "\r\n")
                                        .collect(Collectors.joining())));
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
        service.close();
    }

    private void publish(SigningKey... keys) throws IOException {
        write(
                "public.json",
                KeyDocument.ofPublic(Arrays.stream(keys).map(SigningKey::publicPart).toList()));
    }

    private void sign(SigningKey... keys) throws IOException {
        write("private.json", KeyDocument.ofPrivate(List.of(keys)));
    }

    private void write(String name, String text) throws IOException {
        Path whole = folder.resolve(name + ".new");
        Files.writeString(whole, text);
        Files.move(whole, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    private Response get(String path, String fields) throws IOException {
        try (RawClient client = gateway.connect()) {
            return client.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n").read();
        }
    }

    /** As a pod does that knows the service's address. */
    private String pastTheGateway(String fields) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
            String head = "GET /who HTTP/1.1\r\nHost: a\r\nConnection: close\r\n";
            socket.getOutputStream()
                    .write((head + fields + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private String proven() throws IOException {
        Response response = get("/who/headers", X_API_KEY);
        assertThat(response.status()).isEqualTo(200);
        return response.text();
    }

    @Test
    void whoComesThroughTheGatewayIsKnownAndNobodyElse() throws IOException {
        Response known = get("/who", X_API_KEY);
        assertThat(known.status()).as(known.text()).isEqualTo(200);
        assertThat(known.text()).isEqualTo("partner of acme, ApiKeys [a, b]");

        String named = "X-Xynergy-User: partner\r\nX-Xynergy-Tenant: acme\r\n";
        assertThat(pastTheGateway(named)).startsWith("HTTP/1.1 401 ").contains("unauthenticated");
        assertThat(pastTheGateway("")).startsWith("HTTP/1.1 401 ").contains("unauthenticated");
        assertThat(get("/any", named).status()).isEqualTo(401);
        assertThat(get("/any", proven()).status()).isEqualTo(401);
    }

    @Test
    void aProofHoldsForItsOwnHeadersOnly() throws IOException {
        String proven = proven();
        assertThat(pastTheGateway(proven)).startsWith("HTTP/1.1 200 ");
        for (String changed :
                List.of(
                        proven.replace("User: partner", "User: root"),
                        proven.replace("Tenant: acme", "Tenant: other"),
                        proven.replace("X-Xynergy-Tenant: acme\r\n", ""),
                        proven + "X-Xynergy-Roles: admin\r\n",
                        proven + "X-Xynergy-Tenant: acme\r\n",
                        proven + proven,
                        proven.replaceFirst("X-Xynergy-Proof: [^\r]*", "X-Xynergy-Proof: "),
                        proven.replaceFirst("exp=\\d", "exp=2"),
                        proven.replace("v1;", "v2;"))) {
            assertThat(pastTheGateway(changed)).as(changed).startsWith("HTTP/1.1 401 ");
        }
    }

    @Test
    void keysAreReplacedWithoutAFailedRequest() throws IOException {
        SigningKey second = SigningKey.generate(Instant.EPOCH.plusSeconds(1), random);
        assertThat(proven()).contains("kid=" + first.id() + ";");

        publish(first, second);
        String bySecond = signedBy(second);
        awaitStatus(bySecond, 200); // in a cluster, ten minutes are for this
        sign(first, second);
        Await.until(
                "the second key",
                () -> {
                    try {
                        assertThat(get("/who", X_API_KEY).status()).isEqualTo(200);
                        return proven().contains("kid=" + second.id() + ";");
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                });
        String published = gateway.admin("/identity-keys").text();
        assertThat(KeyDocument.readPublic(published.getBytes(StandardCharsets.UTF_8)))
                .containsExactly(first.publicPart(), second.publicPart());
        assertThat(published).doesNotContain(second.d());
        sign(second);
        publish(second);
        assertThat(get("/who", X_API_KEY).status()).isEqualTo(200);
    }

    @Test
    void aRevokedKeyOpensNothing() throws IOException {
        String proven = proven();
        publish(SigningKey.generate(Instant.EPOCH, random));
        awaitStatus(proven, 401);
    }

    private void awaitStatus(String fields, int status) {
        Await.until(
                "the service returns " + status,
                () -> {
                    try {
                        return pastTheGateway(fields).startsWith("HTTP/1.1 " + status + " ");
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    private static String signedBy(SigningKey key) {
        String lines = "X-Xynergy-User: ann\r\nX-Xynergy-Tenant: acme\r\n";
        long expires = InstantSource.system().instant().getEpochSecond() + Proof.LIFE_SECONDS;
        byte[] text = Proof.text(key.id(), expires, Ascii.bytes(lines));
        var proof = new Proof(key.id(), expires, SigningKey.sign(key.privateKey(), text));
        return lines + Proof.HEADER + ": " + proof.value() + "\r\n";
    }
}
