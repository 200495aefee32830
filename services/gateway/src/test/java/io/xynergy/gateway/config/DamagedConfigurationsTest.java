package io.xynergy.gateway.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.auth.AuthCounters;
import io.xynergy.gateway.auth.Authenticator;
import io.xynergy.gateway.auth.Issuers;
import io.xynergy.gateway.exchange.Snapshot;
import io.xynergy.gateway.limits.Limiter;
import io.xynergy.gateway.observe.GatewayCounters;
import io.xynergy.gateway.steps.Steps;
import io.xynergy.gateway.testing.DeliveredGateway;
import io.xynergy.gateway.testing.Ledgers;
import io.xynergy.gateway.tls.TlsTransports;
import io.xynergy.kit.health.HealthChecks;
import io.xynergy.kit.json.JsonWriter;
import io.xynergy.kit.metrics.Meters;
import io.xynergy.policy.compiled.Policies;
import io.xynergy.policy.compiled.References;
import io.xynergy.policy.document.DocumentBounds;
import io.xynergy.policy.document.DocumentReader;
import io.xynergy.policy.document.Node;
import io.xynergy.policy.document.Problems;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whatever a document says, the response is a verdict, and a refusal changes nothing. */
final class DamagedConfigurationsTest {

    private static final long SEED = 20_260_105L;
    private static final int DOCUMENTS = 2_000;

    private static final List<String> SCALARS =
            List.of(
                    "null",
                    "true",
                    "0",
                    "-1",
                    "1",
                    "2147483647",
                    "2147483648",
                    "9223372036854775807",
                    "-9223372036854775808",
                    "65535",
                    "65536",
                    "0.5",
                    "1e3");

    private static final List<String> TEXTS =
            List.of(
                    "",
                    " ",
                    "*",
                    "/",
                    "//",
                    "(",
                    "[a",
                    "(a+)+$",
                    "${1}",
                    "%",
                    "%2",
                    "\r\n",
                    "a\r\nb: c",
                    "é",
                    "\u0000",
                    "a b",
                    "..",
                    "*.*",
                    "host:99999",
                    "[::1",
                    "::1",
                    "1.2.3.4/33",
                    "Prefix",
                    "Regex",
                    "x".repeat(70_000));

    private static final byte[] RICH =
            DeliveredGateway.compiled(
                    """
                    apiVersion: gateway.xynergy.io/v1alpha1
                    kind: GatewayPolicy
                    metadata: {name: rich}
                    spec:
                      gateway: {drain: 5s, trustedProxies: [10.0.0.0/8]}
                      services:
                        - {name: one, url: "http://127.0.0.1:1"}
                        - {name: two, urls: ["http://127.0.0.1:2", "http://127.0.0.2:2"]}
                      routes:
                        - name: a
                          match:
                            - {hosts: [a.example.com, "*.b.example.com"], path: {prefix: /a}}
                            - path: {regex: "/r[0-9]+"}
                              methods: [GET]
                              headers: [{name: X-A, value: b}, {name: X-B, regex: "b+"}]
                              query: [{name: q, present: true}]
                          to: [{service: one, weight: 3}, {service: two, weight: 1}]
                          rewrite: {regex: "^/(a+)", replace: "/b$1"}
                          headers:
                            request: {set: {X-C: d}, remove: [X-E]}
                            response: {add: {X-F: g}}
                          timeout: 3s
                          retry: {attempts: 2, on: [Status], statuses: [503]}
                          auth: {mode: None}
                        - name: b
                          match: [{path: {exact: /b}}]
                          redirect: {status: 308, host: c.example.com}
                          auth: {mode: None}
                    """);

    /** Held here, as the logging system holds its loggers weakly. */
    private static final Logger LOG = Logger.getLogger(Configurations.class.getName());

    private final Resolver resolver = new Resolver();
    private final TlsTransports tls = new TlsTransports(1, Ledgers.wide());
    private final Issuers issuers =
            new Issuers(
                    Optional.empty(),
                    new HealthChecks(),
                    new AuthCounters(new Meters()),
                    System::nanoTime);
    private final Authenticator authenticator =
            new Authenticator(
                    InstantSource.system(), System::nanoTime, new AuthCounters(new Meters()), null);
    private final Configurations configurations =
            new Configurations(
                    resolver,
                    new GatewayCounters(new Meters()),
                    InstantSource.system(),
                    1,
                    new Compilation(
                            References.byName(),
                            new UpstreamTrust(PolicyFolder.of(Path.of("policy.yaml")), tls),
                            issuers,
                            new Steps(authenticator, new Limiter(1 << 20))));

    @BeforeAll
    static void quiet() {
        LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void loud() {
        LOG.setLevel(null);
    }

    @AfterEach
    void close() {
        resolver.close();
        tls.close();
        issuers.close();
        authenticator.close();
    }

    private Verdict take(byte[] document, long revision) {
        return configurations.take(
                new Candidate(document, Policies.digest(document), revision, Origin.DELIVERED));
    }

    @Test
    void everyDocumentGetsAVerdict() {
        IO.println("seed " + SEED);
        var random = new Random(SEED);
        Node tree = tree(RICH);
        int refused = 0;
        assertThat(take(RICH, 1)).isInstanceOf(Verdict.Accepted.class);
        for (int i = 2; i < DOCUMENTS; i++) {
            String json = write(tree, random);
            Snapshot before = configurations.current();
            Verdict verdict;
            try {
                verdict = take(json.getBytes(StandardCharsets.UTF_8), i);
            } catch (RuntimeException e) {
                throw new AssertionError("document " + i + ": " + json, e);
            }
            switch (verdict) {
                case Verdict.Accepted accepted ->
                        assertThat(accepted.inForce().revision()).isEqualTo(i);
                case Verdict.Refused not -> {
                    assertThat(not.errors()).isNotEmpty();
                    assertThat(configurations.current()).isSameAs(before);
                    refused++;
                }
                case Verdict.Outdated _, Verdict.Unreadable _ ->
                        throw new AssertionError(verdict + ": " + json);
            }
        }
        assertThat(refused).isBetween(DOCUMENTS / 10, DOCUMENTS);
    }

    private static Node tree(byte[] document) {
        return requireNonNull(DocumentReader.read(document, DocumentBounds.CONFIG, new Problems()));
    }

    /** The document with a few of its values replaced, left out or said twice. */
    private static String write(Node tree, Random random) {
        var json = new JsonWriter();
        new Damage(random, json).write(tree);
        return json.toString();
    }

    private record Damage(Random random, JsonWriter json) {

        private boolean happens() {
            return random.nextInt(150) == 0;
        }

        private void write(Node node) {
            if (happens()) {
                replace();
                return;
            }
            switch (node) {
                case Node.MapNode map -> {
                    json.openObject();
                    map.entries()
                            .forEach((key, entry) -> {
                                if (!happens()) {
                                    json.name(happens() ? key + "x" : key);
                                    write(entry.value());
                                }
                            });
                    json.closeObject();
                }
                case Node.ListNode list -> {
                    json.openArray();
                    var items = new ArrayList<>(list.items());
                    if (!items.isEmpty() && happens()) {
                        items.add(items.getFirst());
                    }
                    items.removeIf(_ -> happens());
                    items.forEach(this::write);
                    json.closeArray();
                }
                case Node.ScalarNode scalar -> plain(scalar);
            }
        }

        private void plain(Node.ScalarNode scalar) {
            switch (scalar.text()) {
                case "true" -> json.value(true);
                case "false" -> json.value(false);
                case String text when scalar.plain() -> json.value(Long.parseLong(text));
                case String text -> json.value(text);
            }
        }

        private void replace() {
            switch (random.nextInt(4)) {
                case 0 -> json.openObject().closeObject();
                case 1 -> json.openArray().closeArray();
                case 2 -> json.value(TEXTS.get(random.nextInt(TEXTS.size())));
                default -> scalar(SCALARS.get(random.nextInt(SCALARS.size())));
            }
        }

        private void scalar(String text) {
            switch (text) {
                case "null" -> json.value((String) null);
                case "true" -> json.value(true);
                case "0.5" -> json.value(0.5);
                case "1e3" -> json.value(1e3);
                default -> json.value(Long.parseLong(text));
            }
        }
    }
}
