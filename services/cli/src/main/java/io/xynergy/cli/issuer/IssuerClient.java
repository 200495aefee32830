package io.xynergy.cli.issuer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.text.ParseException;
import java.util.Map;

/**
 * Asks the issuer of the stack that runs for tokens.
 *
 * <p>With the JDK's old client, because it starts several times faster than the new one and a token
 * is waited for.
 */
public final class IssuerClient {

    private static final int PATIENCE_MILLIS = 10_000;
    private static final int LONGEST_ANSWER = 64 * 1024;

    private final URI issuer;

    /** Asks the issuer at an address. */
    public IssuerClient(URI issuer) {
        this.issuer = issuer;
    }

    /** A new token. */
    public String token(TokenRequest request) throws IssuerException {
        try {
            Map<String, Object> response = ask(issuer.resolve(Issuer.TOKEN), request.form());
            if (response.get("access_token") instanceof String token) {
                return token;
            }
            throw new IssuerException("the issuer gives no token: " + reason(response));
        } catch (ConnectException e) {
            throw new IssuerException(
                    "no issuer responds at %s: the stack that it belonged to has ended; start it with `xynergy up`"
                            .formatted(issuer));
        } catch (IOException | ParseException e) {
            throw new IssuerException(
                    "the issuer at %s gives no token: %s".formatted(issuer, e.getMessage()));
        }
    }

    /** In the words of RFC 6749, or in the platform's. */
    private static String reason(Map<String, Object> response) {
        if (response.get("error_description") instanceof String description) {
            return description;
        }
        return response.get("error") instanceof Map<?, ?> error
                ? String.valueOf(error.get("message"))
                : "it does not say why";
    }

    private static Map<String, Object> ask(URI endpoint, String form)
            throws IOException, ParseException {
        var connection = (HttpURLConnection) endpoint.toURL().openConnection();
        connection.setConnectTimeout(PATIENCE_MILLIS);
        connection.setReadTimeout(PATIENCE_MILLIS);
        connection.setDoOutput(true);
        try (var out = connection.getOutputStream()) {
            out.write(form.getBytes(UTF_8));
        }
        boolean refused = connection.getResponseCode() >= HttpURLConnection.HTTP_BAD_REQUEST;
        try (InputStream in = refused ? connection.getErrorStream() : connection.getInputStream()) {
            return JSONObjectUtils.parse(new String(in.readNBytes(LONGEST_ANSWER), UTF_8));
        }
    }
}
