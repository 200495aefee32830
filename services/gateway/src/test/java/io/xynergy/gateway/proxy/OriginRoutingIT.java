package io.xynergy.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Routes and redirects go by where a request really comes from: what clients claim in the fields of
 * the gateway changes nothing, what a trusted proxy tells does.
 */
@OnBothCarriers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // the fields are set before each invocation
class OriginRoutingIT {

    private static final String CLIENT = "127.0.0.1";
    private static final String PROXY = "127.0.0.2";

    /** The upstream answers with the value of the header, which is the name of the route. */
    private static final String ROUTES =
            """
            - {name: scheme, match: [{path: {prefix: /scheme}, scheme: https}], to: [{service: up0}],
               auth: {mode: None}, headers: {request: {set: {Route: https}}}}
            - {name: proto, match: [{path: {prefix: /proto}, headers: [{name: X-Forwarded-Proto,
               value: https}]}], to: [{service: up0}], auth: {mode: None},
               headers: {request: {set: {Route: https}}}}
            - {name: inside, match: [{path: {prefix: /for}, headers: [{name: x.forwarded_for,
               regex: "10[.].*"}]}], to: [{service: up0}], auth: {mode: None},
               headers: {request: {set: {Route: inside}}}}
            - {name: real, match: [{path: {prefix: /real}, headers: [{name: X-Real-IP,
               value: 127.0.0.1}]}], to: [{service: up0}], auth: {mode: None},
               headers: {request: {set: {Route: own}}}}
            - {name: forwarded, match: [{path: {prefix: /rfc}, headers: [{name: Forwarded,
               regex: "for=10[.].*"}]}], to: [{service: up0}], auth: {mode: None},
               headers: {request: {set: {Route: inside}}}}
            - {name: id, match: [{path: {prefix: /id}, headers: [{name: X-Request-Id,
               value: known}]}], to: [{service: up0}], auth: {mode: None},
               headers: {request: {set: {Route: known}}}}
            - {name: some-id, match: [{path: {prefix: /any}, headers: [{name: X-Request-Id,
               present: true}]}], to: [{service: up0}], auth: {mode: None},
               headers: {request: {set: {Route: id}}}}
            - {name: prefix, match: [{path: {prefix: /prefix}, headers: [{name: X-Forwarded-Prefix,
               present: true}]}], to: [{service: up0}], auth: {mode: None},
               headers: {request: {set: {Route: prefixed}}}}
            - {name: marks, match: [{path: {prefix: /marks}, headers: [{name: X-Role,
               present: false}]}], to: [{service: up0}], auth: {mode: None},
               headers: {request: {set: {Route: nobody}}}}
            - {name: secure, match: [{hosts: [secure.example], path: {prefix: /}}],
               redirect: {scheme: https}, auth: {mode: None}}
            - {name: moved, match: [{path: {prefix: /moved}}], redirect: {prefix: /here},
               auth: {mode: None}}
            - {name: all, match: [{path: {prefix: /}}], to: [{service: up0}], auth: {mode: None},
               headers: {request: {set: {Route: all}}}}
            - {name: inner, match: [{hosts: [secure.example], path: {prefix: /}}],
               to: [{service: up0}], auth: {mode: None}, headers: {request: {set: {Route: inner}}}}
            """;

    @Parameter private Lanes.Choice carrier = Lanes.Choice.AUTO;
    private FakeUpstream upstream;
    private GatewayFixture gateway;

    @BeforeParameterizedClassInvocation
    void start() throws IOException {
        upstream =
                FakeUpstream.replying(request -> {
                    String route = request.value("Route");
                    return "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s"
                            .formatted(route.length(), route);
                });
        gateway =
                GatewayFixture.on(carrier)
                        .upstream(upstream)
                        .routes(ROUTES)
                        .gateway("trustedProxies: [" + PROXY + "/32]")
                        .start();
    }

    @AfterParameterizedClassInvocation
    void stop() throws IOException {
        gateway.close();
    }

    private Response ask(String from, String request) throws IOException {
        var target = InetAddress.ofLiteral("127.0.0.1");
        var socket = new Socket(target, gateway.port(), InetAddress.ofLiteral(from), 0);
        try (RawClient client = RawClient.over(socket)) {
            return client.send(request).read();
        }
    }

    private static String get(String path, String host, String field) {
        String line = field.isEmpty() ? "" : field + "\r\n";
        return "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + line + "\r\n";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/scheme|X-Forwarded-Proto: https|all|https",
                "/scheme|X-Forwarded-Proto: http|all|all",
                "/scheme|Forwarded: for=1.2.3.4;proto=https|all|https",
                "/scheme||all|all",
                "/proto|X-Forwarded-Proto: https|all|https",
                "/proto|X-Forwarded-Proto: HTTPS|all|https",
                "/proto|Forwarded: for=1.2.3.4;proto=https|all|https",
                "/for|X-Forwarded-For: 10.1.1.1|all|inside",
                "/for|X-Forwarded-For: [::ffff:10.1.1.1]:80|all|inside",
                "/for|X-Forwarded-For: 10.1.1.1, 1.2.3.4|all|all",
                "/real|X-Real-IP: 10.1.1.1|own|all",
                "/real|X-Real-IP: 127.0.0.1|own|all",
                "/real|X-Forwarded-For: 127.0.0.1|own|own",
                "/rfc|Forwarded: for=10.1.1.1|all|inside",
                "/rfc|X-Forwarded-For: 10.1.1.1|all|inside",
                "/id|X-Request-Id: known|all|known",
                "/any||id|id",
                "/prefix|X-Forwarded-Prefix: /p|all|prefixed",
                "/marks||nobody|nobody",
                "/marks|X-Role: a|all|all",
                "/marks|X_Role: a|all|all",
                "/marks|x.role: a|all|all"
            })
    void conditionsSeeWhatServicesSee(
            String path, String field, String routeOfClient, String routeOfProxy)
            throws IOException {
        String sent = field == null ? "" : field;

        assertThat(ask(CLIENT, get(path, "a", sent)).text()).isEqualTo(routeOfClient);
        assertThat(ask(PROXY, get(path, "a", sent)).text()).isEqualTo(routeOfProxy);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-Forwarded-Proto: https|http://a:81/here|https://a:81/here",
                "X-Forwarded-Host: b:8443|http://a:81/here|http://b:8443/here",
                "X-Forwarded-Host: evil/x|http://a:81/here|http://a:81/here",
                "Forwarded: for=1.2.3.4;proto=https;host=c|http://a:81/here|https://c/here"
            })
    void redirectsKeepWhatTheClientAskedFor(String field, String ofClient, String ofProxy)
            throws IOException {
        String request = get("/moved", "a:81", field);

        assertThat(ask(CLIENT, request).value("Location")).isEqualTo(ofClient);
        assertThat(ask(PROXY, request).value("Location")).isEqualTo(ofProxy);
    }

    @Test
    void aRedirectToHttpsIsForThoseWhoCameWithoutIt() throws IOException {
        String request = get("/x?y", "secure.example", "X-Forwarded-Proto: https");

        assertThat(ask(CLIENT, request).value("Location")).isEqualTo("https://secure.example/x?y");
        assertThat(ask(PROXY, request).text()).isEqualTo("inner");
        assertThat(ask(PROXY, get("/x", "secure.example", "X-Forwarded-Proto: http")).status())
                .isEqualTo(302);
    }

    @Test
    void http10WithoutHostGetsARelativeLocation() throws IOException {
        assertThat(ask(CLIENT, "GET /moved/x?y HTTP/1.0\r\n\r\n").value("Location"))
                .isEqualTo("/here/x?y");
        assertThat(
                        ask(PROXY, "GET /moved/x HTTP/1.0\r\nX-Forwarded-Host: b\r\n\r\n")
                                .value("Location"))
                .isEqualTo("http://b/here/x");
    }
}
