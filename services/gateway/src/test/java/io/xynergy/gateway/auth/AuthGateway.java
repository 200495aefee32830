package io.xynergy.gateway.auth;

import io.xynergy.gateway.testing.FakeIssuer;
import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;

/**
 * A gateway with a policy that has an issuer {@code corp} and an issuer {@code people} that is not
 * there, in front of one upstream.
 */
final class AuthGateway implements AutoCloseable {

    /** All paths, and whatever the defaults are: Required. */
    static final String ALL = "- {name: all, match: [{path: {prefix: /}}], to: [{service: up0}]}";

    final FakeIssuer issuer = FakeIssuer.start();
    final FakeUpstream upstream = FakeUpstream.start();
    final GatewayFixture fixture;

    AuthGateway(Lanes.Choice carrier) throws IOException {
        this(carrier, ALL);
    }

    AuthGateway(Lanes.Choice carrier, String routes) throws IOException {
        fixture = builder(carrier, routes).start();
    }

    private GatewayFixture.Builder builder(Lanes.Choice carrier, String routes) {
        return GatewayFixture.on(carrier)
                .upstream(upstream)
                .spec(spec(issuer.name()))
                .routes(routes)
                .accessLog();
    }

    /** The policy, with another section {@code auth}. */
    String yaml(Lanes.Choice carrier, String spec) {
        return yaml(carrier, ALL, spec);
    }

    /** The policy, with other routes and another section {@code auth}. */
    String yaml(Lanes.Choice carrier, String routes, String spec) {
        return builder(carrier, routes).spec(spec).yaml();
    }

    static String spec(String issuer) {
        return """
        environment: development
        auth:
          issuers:
            - name: corp
              oidc:
                issuer: %s
                audiences: [xynergy]
                claims: {tenant: tenant, roles: roles}
            - name: people
              oidc: {issuer: "http://127.0.0.1:1/people", audiences: [xynergy]}
          apiKeys:
            - {name: partner, tenant: acme}
        """
                .formatted(issuer);
    }

    Response get(String path, String fields) throws IOException {
        try (RawClient client = fixture.connect()) {
            return client.send("GET " + path + " HTTP/1.1\r\nHost: a.example\r\n" + fields + "\r\n")
                    .read();
        }
    }

    /** The response to a request with a token. */
    Response ask(String token) throws IOException {
        return get("/", bearer(token));
    }

    static String bearer(String token) {
        return "Authorization: Bearer " + token + "\r\n";
    }

    @Override
    public void close() throws IOException {
        try (issuer) {
            fixture.close();
        }
    }
}
