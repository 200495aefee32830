package io.xynergy.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Paths that reach object stores as they came, and requests that must not. */
@OnBothCarriers
final class KeptPathsIT {

    private static final String ROUTES =
            """
            - name: signed
              match: [{path: {prefix: /signed}}]
              to: [{service: up0}]
              auth: {mode: None}
              path: {normalize: None}
              allowEncodedSlashes: true
            - name: public
              match: [{path: {prefix: /signed/a/public}}]
              to: [{service: up0}]
              auth: {mode: None}
              path: {normalize: None}
              headers: {request: {set: {X-Route: public}}}
            - name: objects
              match: [{path: {prefix: /objects}}]
              to: [{service: up0}]
              auth: {mode: None}
              path: {normalize: SlashesKept}
            - name: moved
              match: [{path: {prefix: /moved}}]
              to: [{service: up0}]
              auth: {mode: None}
              path: {normalize: None}
              rewrite: {prefix: /bucket}
            - name: strict
              match: [{path: {prefix: /objects/private}}]
              redirect: {status: 302, host: login.example}
              auth: {mode: None}
            - name: full
              match: [{path: {prefix: /}}]
              to: [{service: up0}]
              auth: {mode: None}
            """;

    private final FakeUpstream upstream =
            FakeUpstream.replying(_ -> "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    private final GatewayFixture gateway;

    KeptPathsIT(Lanes.Choice carrier) throws IOException {
        gateway = GatewayFixture.on(carrier).upstream(upstream).routes(ROUTES).start();
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
    }

    private Response get(String target) throws IOException {
        try (RawClient client = gateway.connect()) {
            return client.send("GET " + target + " HTTP/1.1\r\nHost: shop.example\r\n\r\n").read();
        }
    }

    private String sentOn(String target) throws Exception {
        assertThat(get(target).status()).as(target).isEqualTo(200);
        String line = upstream.take().requestLine();
        return line.substring("GET ".length(), line.length() - " HTTP/1.1".length());
    }

    private void assertRefused(String target, String words) throws IOException {
        String before = upstream.received();
        Response response = get(target);
        assertThat(response.status()).as(target).isEqualTo(400);
        assertThat(response.error("code")).isEqualTo("bad_request");
        assertThat(response.error("message")).as(target).contains(words);
        assertThat(upstream.received()).isEqualTo(before);
    }

    @Test
    void everyByteOfASignedUrlPasses() throws Exception {
        for (String target :
                new String[] {
                    "/signed/a//b",
                    "/signed//",
                    "/signed/%7Ea/%41%2fb%c3%a9?X-Amz-Signature=%2F//..",
                    "/signed/a%20b/c+d/(e)!*'",
                    "/signed/plain"
                }) {
            assertThat(sentOn(target)).isEqualTo(target);
        }
    }

    @Test
    void slashesAloneAreKeptAndEscapesGetOneForm() throws Exception {
        assertThat(sentOn("/objects/a//b///")).isEqualTo("/objects/a//b///");
        assertThat(sentOn("/objects/%7ea//%c3%a9?x=%7e")).isEqualTo("/objects/~a//%C3%A9?x=%7e");
    }

    @Test
    void otherRoutesNormaliseAsBefore() throws Exception {
        assertThat(sentOn("/other//a/./%7eb/../c")).isEqualTo("/other/a/c");
        assertThat(sentOn("//other")).isEqualTo("/other");
    }

    @Test
    void theRestBehindARewrittenPrefixPassesAsItCame() throws Exception {
        assertThat(sentOn("/moved/a//%7eb")).isEqualTo("/bucket/a//%7eb");
        assertThat(sentOn("/moved//b")).isEqualTo("/bucket//b");
    }

    @Test
    void dotSegmentsAreRefusedWhereTheyAreNotResolved() throws IOException {
        assertRefused("/signed/a/./b", "has a dot segment");
        assertRefused("/signed/a/../b", "has a dot segment");
        assertRefused("/objects/a/b/..", "has a dot segment");
        assertRefused("/signed/../signed/a", "has a dot segment");
        assertRefused("/signed/%2e%2e/a", "has an encoded dot segment");
        assertRefused("/signed/..%2Fa", "has an encoded dot segment");
        assertRefused("/signed/..;x/a", "has parameters on a dot segment");
    }

    @Test
    void whatIsRefusedEverywhereIsRefusedHereToo() throws IOException {
        assertRefused("/signed/a%5cb", "has a backslash");
        assertRefused("/signed/a%00", "has an encoded NUL");
        assertRefused("/signed/a%zz", "has a percent sign without two hex digits");
        assertRefused("/objects/a%2Fb", "allowEncodedSlashes");
    }

    @Test
    void aPathThatLeadsElsewhereWhenItIsNormalisedIsRefused() throws Exception {
        // Normalised it is the public route's, as it came it is below /signed/a//.
        assertRefused("/signed/a//public/x", "leads elsewhere");
        assertRefused("/signed/%61/public/x", "leads elsewhere");
        assertRefused("//signed/a", "leads elsewhere");
        assertRefused("/signe%64/a", "leads elsewhere");
        assertThat(sentOn("/signed/a/public//x")).isEqualTo("/signed/a/public//x");
    }

    @Test
    void aStricterRouteCannotBePassedByWithMoreSlashes() throws IOException {
        assertThat(get("/objects//private/x").status()).isEqualTo(302);
        assertThat(get("/objects/%70rivate").status()).isEqualTo(302);
        assertThat(get("/objects//private/x").value("Location"))
                .isEqualTo("http://login.example/objects/private/x");
        assertThat(upstream.received()).isEmpty();
    }

    @Test
    void theAccessPathOfALaterRequestIsItsOwn() throws IOException {
        try (RawClient client = gateway.connect()) {
            for (String target : new String[] {"/signed/a//b", "/signed/c", "/x//y", "/signed//"}) {
                client.send("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
                assertThat(client.read().status()).isEqualTo(200);
            }
        }
        assertThat(upstream.untaken())
                .extracting(request -> request.requestLine().split(" ", -1)[1])
                .containsExactly("/signed/a//b", "/signed/c", "/x/y", "/signed//");
    }
}
