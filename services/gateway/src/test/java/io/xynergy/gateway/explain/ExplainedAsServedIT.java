package io.xynergy.gateway.explain;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.xynergy.gateway.http.Ascii;
import io.xynergy.gateway.testing.FakeIssuer;
import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.ReceivedRequest;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.wire.Lanes;
import io.xynergy.kit.identity.KeyDocument;
import io.xynergy.kit.identity.Proof;
import io.xynergy.kit.identity.SigningKey;
import io.xynergy.policy.compiled.AuthConfig.KeyHash;
import io.xynergy.policy.compiled.Policies;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same requests, explained by a gateway and served by it. */
@OnBothCarriers
final class ExplainedAsServedIT {

    private static final int REQUESTS = 300;

    /** Every kind of match and of step; each route tells its name to its upstream. */
    private static final String ROUTES =
            """
            - {name: exact, match: [{path: {exact: /a/b}}], to: [{service: up0}], auth: {mode: None}, headers: {request: {set: {X-Route: exact}}}}
            - {name: regex, match: [{path: {regex: "/a/[0-9]+"}}], to: [{service: up0}], auth: {mode: None}, rewrite: {regex: "/a/(.*)", replace: "/n/$1?from=a"}, headers: {request: {set: {X-Route: regex}}}}
            - {name: hosted, match: [{hosts: ["*.b.example"], path: {prefix: /a}}], to: [{service: up0}], auth: {mode: None}, rewrite: {prefix: /in, host: inner.example}, headers: {request: {set: {X-Route: hosted}, remove: [X-Env]}}}
            - {name: posted, match: [{path: {prefix: /a}, methods: [POST, PUT]}], to: [{service: up0}], auth: {mode: None}, maxRequestBody: 4, headers: {request: {set: {X-Route: posted}}}}
            - {name: test, match: [{path: {prefix: /a}, headers: [{name: X-Env, value: test}]}], to: [{service: up0}], auth: {mode: None}, headers: {request: {set: {X-Route: test}}}}
            - {name: beta, match: [{path: {prefix: /a}, query: [{name: v, regex: "2.*"}]}], to: [{service: up0}], auth: {mode: None}, headers: {request: {add: {X-Route: beta}}}}
            - {name: plain, match: [{path: {prefix: /a}, scheme: http}], to: [{service: up0}], auth: {mode: None}, path: {normalize: SlashesKept}, headers: {request: {set: {X-Route: plain}}}}
            - {name: moved, match: [{path: {prefix: /moved}}], redirect: {prefix: /a, status: 307}, headers: {response: {set: {X-Moved: "yes"}}}}
            - {name: closed, match: [{path: {prefix: /closed}}], to: [{service: up0}], auth: {mode: Required, issuers: [corp], apiKeys: true}, headers: {request: {set: {X-Route: closed}}}}
            - {name: admins, match: [{path: {prefix: /admins}}], to: [{service: up0}], auth: {mode: Required, issuers: [corp], roles: [admin]}, headers: {request: {set: {X-Route: admins}}}}
            - {name: few, match: [{path: {prefix: /few}}], to: [{service: up0}], auth: {mode: None}, rateLimits: [{name: few, requests: 20, per: 24h, by: Route}], headers: {request: {set: {X-Route: few}}}}
            """;

    private static final List<String> TARGETS =
            List.of(
                    "/a/b",
                    "/a/7",
                    "/a/b/c?v=21",
                    "/a?v=1",
                    "/a//b/../c",
                    "/a/%2e%2e/a",
                    "/a/x%2Fy",
                    "/a/%zz",
                    "/b",
                    "/moved/x?q=1",
                    "/closed",
                    "/admins/1",
                    "/few",
                    "/a;p=1/b",
                    "*",
                    "/a/;/../b",
                    "/a b",
                    "http://c.example/a/b");

    private static final List<String> METHODS = List.of("GET", "POST", "HEAD", "OPTIONS", "PUT");
    private static final List<String> HOSTS = List.of("a.example", "x.b.example:81", "B.example.");

    private final FakeUpstream upstream = FakeUpstream.start();
    private final FakeIssuer issuer = FakeIssuer.start();
    private final GatewayFixture gateway;
    private final List<String> fields;
    private int proven;

    ExplainedAsServedIT(Lanes.Choice carrier, @TempDir Path folder) throws IOException {
        var hash = new KeyHash("k_12345678", Policies.digest(Ascii.bytes(Asking.KEY)));
        gateway =
                GatewayFixture.on(carrier)
                        .upstream(upstream)
                        .gateway("trustedProxies: [192.0.2.0/24]")
                        .spec(
                                """
                                auth:
                                  issuers:
                                    - name: corp
                                      oidc: {issuer: %s, audiences: [xynergy], claims: {tenant: tenant, roles: roles}}
                                  apiKeys:
                                    - {name: partner, tenant: acme}
                                """
                                        .formatted(issuer.name()))
                        .routes(ROUTES)
                        .options(options ->
                                options.identityKey(identityKey(folder))
                                        .apiKeys(_ -> List.of(hash)))
                        .start();
        fields = fields(issuer);
    }

    private static Path identityKey(Path folder) {
        SigningKey key = SigningKey.generate(Instant.EPOCH, new SecureRandom());
        try {
            return Files.writeString(
                    folder.resolve("private.json"), KeyDocument.ofPrivate(List.of(key)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> fields(FakeIssuer issuer) {
        Map<String, Object> claims = issuer.claims("ann");
        claims.put("roles", List.of("admin"));
        return List.of(
                "X-Env: test",
                "X-Env: Test",
                "Authorization: Bearer " + issuer.token("ann", "acme"),
                "Authorization: Bearer " + issuer.sign(claims),
                "Authorization: Bearer no.token.here",
                "X-Api-Key: " + Asking.KEY,
                "X-Api-Key: k_0",
                "Cookie: id=7",
                "X-Forwarded-For: 203.0.113.7",
                "Via: 1.0 other, 1.1 xynergy",
                "Connection: X-Env, close",
                "Max-Forwards: 0",
                "Max-Forwards: 4",
                "TE: trailers",
                "X-Xynergy-User: root",
                "X_Env: test",
                "X-Name: \u00e9",
                "Bad Name: 1",
                "Accept: */*");
    }

    @AfterEach
    void close() throws IOException {
        try (issuer) {
            gateway.close();
        }
    }

    @Test
    void explanationsAreWhatIsServed() throws Exception {
        long seed = 20261201;
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        Map<String, Integer> kinds = new TreeMap<>();
        for (int i = 0; i < REQUESTS; i++) {
            Question question = question(random);
            String what = "seed " + seed + ", request " + i + ": " + question;
            Map<String, Object> explained = explain(question);
            assertThat(withoutTimes(explain(question))).as(what).isEqualTo(withoutTimes(explained));
            kinds.merge(compare(question, explained, what), 1, Integer::sum);
        }
        assertThat(kinds.keySet()).contains("forwarded", "responded", "refused");
        assertThat(proven).as("requests of known callers").isPositive();
        assertThat(kinds.get("forwarded")).as(kinds.toString()).isGreaterThan(REQUESTS / 4);
        assertThat(kinds.get("refused")).as(kinds.toString()).isGreaterThan(REQUESTS / 8);
    }

    private Question question(RandomGenerator random) {
        List<String> lines = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            lines.add(one(fields, random));
        }
        String method = one(METHODS, random);
        Question asked = Asking.request(method, one(TARGETS, random), lines.toArray(String[]::new));
        List<Question.Header> headers = new ArrayList<>(asked.headers());
        headers.set(0, new Question.Header("Host", one(HOSTS, random)));
        boolean body = method.startsWith("P");
        return new Question(
                method,
                asked.target(),
                headers,
                null,
                null,
                null,
                body ? (long) random.nextInt(7) : null);
    }

    private static <T> T one(List<T> all, RandomGenerator random) {
        return all.get(random.nextInt(all.size()));
    }

    private Map<String, Object> explain(Question question) throws Exception {
        Response response = Asking.post(gateway.gateway().adminPort(), Asking.json(question), "");
        assertThat(response.status()).as(response.text()).isEqualTo(200);
        return JSONObjectUtils.parse(utf8(response.text()));
    }

    /** Serves the request and compares; gives what became of it. */
    private String compare(Question question, Map<String, Object> explained, String what)
            throws Exception {
        long body = question.bodyBytes() == null ? 0 : question.bodyBytes();
        String head =
                new String(question.script(gateway.port()).head(), StandardCharsets.ISO_8859_1);
        Response response;
        try (RawClient client = gateway.connect()) {
            client.send(head + "\0".repeat((int) body));
            response = question.method().equals("HEAD") ? client.readToHead() : client.read();
        }
        String kind = Asking.at(explained, "outcome", "kind").toString();
        if (kind.equals("forwarded")) {
            assertThat(response.status()).as(what).isEqualTo(200);
            compareForwarded(upstream.take(), explained, what);
        } else {
            assertThat(response.status())
                    .as(what)
                    .isEqualTo(((Long) Asking.at(explained, "outcome", "status")).intValue());
            assertThat(upstream.untaken()).as(what).isEmpty();
            compareHead(
                    response.head().lines().toList(),
                    texts(Asking.at(explained, "response")),
                    what);
        }
        return kind;
    }

    private void compareForwarded(
            ReceivedRequest served, Map<String, Object> explained, String what) {
        assertThat(Asking.at(explained, "route", "name"))
                .as(what)
                .isEqualTo(served.value("X-Route"));
        Object head = Asking.at(explained, "upstream", "targets", 0, "head");
        proven += texts(head).contains(Proof.HEADER + ": (signed)") ? 1 : 0;
        compareHead(utf8(served.head()).lines().toList(), texts(head), what);
    }

    private static String utf8(String head) {
        return new String(head.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** Line by line, byte by byte; but for what is not shown, and what is made anew each time. */
    private static void compareHead(List<String> served, List<String> explained, String what) {
        List<String> lines = served.stream().filter(line -> !line.isEmpty()).toList();
        assertThat(explained).as(what).hasSameSizeAs(lines);
        for (int i = 0; i < lines.size(); i++) {
            String told = explained.get(i);
            String name = told.replaceFirst(":.*", "");
            boolean hidden = told.endsWith(": " + Masked.HIDDEN);
            boolean made =
                    told.matches("(X-Request-Id|Date|Content-Length|X-Xynergy-Proof): \\(.*\\)");
            boolean passes = name.matches("RateLimit|X-RateLimit-Reset|Retry-After");
            if (hidden) {
                assertThat(name).as(what).isIn("Cookie", "Authorization", "X-Api-Key");
            }
            if (hidden || made || passes) {
                assertThat(lines.get(i)).as(what).startsWith(name + ": ");
            } else {
                assertThat(told).as(what).isEqualTo(lines.get(i));
            }
        }
    }

    private static List<String> texts(Object list) {
        return ((List<?>) list).stream().map(String::valueOf).toList();
    }

    /** What differs between two looks at a quota is how long it takes to be whole again. */
    private static String withoutTimes(Map<String, Object> explained) {
        return JSONObjectUtils.toJSONString(explained)
                .replaceAll("\"(wait|reset)Seconds\":\\d+", "")
                .replaceAll("(RateLimit|X-RateLimit-Reset|Retry-After): [^\"]*\"", "$1\"")
                .replaceAll("wait \\d+ s|come back in \\d+ s", "");
    }

    @Test
    void explanationsCountNothing() throws Exception {
        Question[] questions = {
            Asking.request("GET", "/few"),
            Asking.request("GET", "/closed", "X-Api-Key: " + Asking.KEY),
            Asking.request("GET", "/closed", "X-Api-Key: " + Asking.KEY.replace("ab", "cd")),
            Asking.request("GET", "/closed", fields.get(2)),
            Asking.request("GET", "/closed", fields.get(4)),
            Asking.request("GET", "/nowhere"),
            Asking.request("GE(T", "/a")
        };
        for (Question question : questions) {
            explain(question); // an issuer's keys are fetched by the first token, and counted
        }
        String before = counted();
        String keys = gateway.admin("/keys").text();
        for (int i = 0; i < 30; i++) {
            for (Question question : questions) {
                explain(question);
            }
        }

        assertThat(counted()).isEqualTo(before);
        assertThat(gateway.admin("/keys").text()).isEqualTo(keys).doesNotContain("lastUsed");
        assertThat(Asking.at(explain(questions[0]), "limits", 0, "remaining")).isEqualTo(19L);
        assertThat(upstream.accepted()).isZero();
    }

    /** All series of the gateway's but those of its memory and of the time that passes. */
    private String counted() throws IOException {
        return gateway.metrics()
                .lines()
                .filter(line -> line.startsWith("xynergy_gateway_"))
                .filter(line -> !line.contains("memory_held") && !line.contains("_age_seconds"))
                .collect(Collectors.joining("\n"));
    }
}
