package io.xynergy.gateway.testing;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * A small OpenID Connect issuer: signs tokens, serves its key set and its discovery document,
 * rotates its keys, and can be made to misbehave.
 */
public final class FakeIssuer implements AutoCloseable {

    /** What the policies of tests ask for. */
    public static final String AUDIENCE = "xynergy";

    private static final TestKey FIRST = TestKey.rsa("first");

    private final FakeUpstream server;
    private final AtomicInteger keyRequests = new AtomicInteger();
    private volatile TestKey signing = FIRST;
    private volatile List<TestKey> served = List.of(FIRST);
    private volatile FakeUpstream.Reply keyReply = _ -> json(keySet());

    private FakeIssuer(FakeUpstream server) {
        this.server = server;
    }

    /** Starts one with an RSA key. */
    public static FakeIssuer start() throws IOException {
        var issuer = new FakeIssuer(FakeUpstream.start());
        issuer.server.reply(issuer::reply);
        return issuer;
    }

    private String reply(ReceivedRequest request) throws IOException {
        if (request.requestLine().startsWith("GET /.well-known/openid-configuration ")) {
            return json("{\"issuer\":\"%s\",\"jwks_uri\":\"%s\"}".formatted(name(), keys()));
        }
        keyRequests.incrementAndGet();
        return keyReply.to(request);
    }

    /** A response with a JSON document, to a client that wants to close. */
    public static String json(String document) {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                + "Connection: close\r\nContent-Length: "
                + document.length()
                + "\r\n\r\n"
                + document;
    }

    /** The value of the {@code iss} claim. */
    public String name() {
        return server.url();
    }

    public URI uri() {
        return URI.create(name());
    }

    /** Where its key set is. */
    public URI keys() {
        return URI.create(server.url() + "/keys");
    }

    /** How often its key set was asked for. */
    public int keyRequests() {
        return keyRequests.get();
    }

    /** The key that signs now. */
    public TestKey key() {
        return signing;
    }

    /** Signs with another key from now on, and serves only that and the one before. */
    public FakeIssuer rotate(TestKey next) {
        served = List.of(signing, next);
        signing = next;
        return this;
    }

    /** Serves exactly these keys. */
    public FakeIssuer serve(TestKey... keys) {
        served = List.of(keys);
        return this;
    }

    /** Answers requests for the key set as told. */
    public FakeIssuer replyToKeys(FakeUpstream.Reply reply) {
        keyReply = reply;
        return this;
    }

    /** Serves its key set as at the start. */
    public FakeIssuer recover() {
        keyReply = _ -> json(keySet());
        return this;
    }

    /** Breaks off what asks for keys. */
    public FakeIssuer fail() {
        return replyToKeys(_ -> {
            throw new IOException("the issuer is down");
        });
    }

    /** The key set. */
    public String keySet() {
        return served.stream()
                .map(TestKey::publicJson)
                .collect(Collectors.joining(",", "{\"keys\":[", "]}"));
    }

    /** Good claims for a user, to be changed. */
    public Map<String, Object> claims(String user) {
        long now = InstantSource.system().instant().getEpochSecond();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", name());
        claims.put("aud", AUDIENCE);
        claims.put("sub", user);
        claims.put("iat", now);
        claims.put("exp", now + 600);
        return claims;
    }

    /** A good token for a user of a tenant. */
    public String token(String user, String tenant) {
        Map<String, Object> claims = claims(user);
        claims.put("tenant", tenant);
        return sign(claims);
    }

    /** A token over these claims. */
    public String sign(Map<String, Object> claims) {
        return signing.sign(JSONObjectUtils.toJSONString(claims));
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
