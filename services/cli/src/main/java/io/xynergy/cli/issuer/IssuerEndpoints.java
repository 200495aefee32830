package io.xynergy.cli.issuer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helidon.common.media.type.MediaTypes;
import io.helidon.common.parameters.Parameters;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpMediaType;
import io.helidon.http.Status;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.xynergy.kit.error.ErrorBodies;
import io.xynergy.kit.json.JsonWriter;
import io.xynergy.kit.listener.RequestIds;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;

/** What the issuer answers: OpenID Connect Discovery 1.0, JWK sets, RFC 6749 section 4.4. */
final class IssuerEndpoints {

    private static final Logger LOG = System.getLogger(IssuerEndpoints.class.getName());

    /**
     * Names that only this machine has. Any other may be a page's own, pointed at this machine by
     * its name server, and its scripts would read what the browser is answered.
     */
    private static final Pattern THIS_MACHINE =
            Pattern.compile("(?i)(localhost|127\\.0\\.0\\.1|\\[::1])(:[0-9]{1,5})?");

    private final URI issuer;
    private final Tokens tokens;
    private final ErrorBodies errors;

    IssuerEndpoints(URI issuer, Tokens tokens, ErrorBodies errors) {
        this.issuer = issuer;
        this.tokens = tokens;
        this.errors = errors;
    }

    void addTo(HttpRouting.Builder routing) {
        routing.addFilter(this::serveThisMachine)
                .error(IOException.class, this::failed)
                .get(Issuer.DISCOVERY, (_, response) -> send(response, Status.OK_200, discovery()))
                .get(
                        Issuer.KEYS,
                        (_, response) ->
                                send(response, Status.OK_200, tokens.keys().getBytes(UTF_8)))
                .post(Issuer.TOKEN, this::token)
                .any((_, response) -> nothingThere(response));
    }

    private void serveThisMachine(
            FilterChain chain, RoutingRequest request, RoutingResponse response) {
        String host = request.headers().first(HeaderNames.HOST).orElse("");
        if (THIS_MACHINE.matcher(host).matches()) {
            chain.proceed();
            return;
        }
        String message = "The issuer serves this machine only.";
        send(response, Status.FORBIDDEN_403, error("forbidden", message));
    }

    private void nothingThere(ServerResponse response) {
        String message =
                "The issuer has GET %s, GET %s and POST %s."
                        .formatted(Issuer.DISCOVERY, Issuer.KEYS, Issuer.TOKEN);
        send(response, Status.NOT_FOUND_404, error("not_found", message));
    }

    private void failed(ServerRequest request, ServerResponse response, IOException failure) {
        LOG.log(Level.ERROR, "the issuer gives nothing: {0}", failure.getMessage());
        String message = "The issuer has no key to sign with; the log says why.";
        send(response, Status.INTERNAL_SERVER_ERROR_500, error("internal", message));
    }

    private byte[] error(String code, String message) {
        return errors.write(code, message, RequestIds.next());
    }

    private byte[] discovery() {
        var json = new JsonWriter().openObject();
        json.member("issuer", issuer.toString());
        json.member("jwks_uri", issuer + Issuer.KEYS);
        json.member("token_endpoint", issuer + Issuer.TOKEN);
        list(json, "grant_types_supported", TokenRequest.GRANT);
        list(json, "token_endpoint_auth_methods_supported", "none");
        list(json, "response_types_supported");
        list(json, "subject_types_supported", "public");
        list(json, "id_token_signing_alg_values_supported", "ES256");
        return json.closeObject().toBytes();
    }

    private static void list(JsonWriter json, String name, String... values) {
        json.name(name).openArray();
        List.of(values).forEach(json::value);
        json.closeArray();
    }

    /** RFC 6749 sections 4.4.3 and 5.2. */
    private void token(ServerRequest request, ServerResponse response) throws IOException {
        try {
            TokenRequest wish = TokenRequest.read(form(request));
            var json = new JsonWriter().openObject();
            json.member("access_token", tokens.sign(wish));
            json.member("token_type", "Bearer");
            json.member("expires_in", wish.lifetime().toSeconds());
            send(response, Status.OK_200, json.closeObject().toBytes());
        } catch (RefusedRequestException e) {
            var json = new JsonWriter().openObject();
            json.member("error", e.code());
            json.member("error_description", e.getMessage());
            send(response, Status.BAD_REQUEST_400, json.closeObject().toBytes());
        }
    }

    private static Parameters form(ServerRequest request) throws RefusedRequestException {
        boolean isForm =
                request.headers()
                        .contentType()
                        .map(HttpMediaType::mediaType)
                        .filter(MediaTypes.APPLICATION_FORM_URLENCODED::equals)
                        .isPresent();
        if (!isForm || !request.content().hasEntity()) {
            throw RefusedRequestException.invalid(
                    "expected a body of the type application/x-www-form-urlencoded");
        }
        return request.content().as(Parameters.class);
    }

    private static void send(ServerResponse response, Status status, byte[] body) {
        response.status(status)
                .header(HeaderNames.CONTENT_TYPE, ErrorBodies.CONTENT_TYPE)
                .header(HeaderNames.CACHE_CONTROL, "no-store")
                .send(body);
    }
}
