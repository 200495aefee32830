package io.xynergy.cli.issuer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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

    private final Path data;

    /** The issuer of the stack whose data is in {@code data}. */
    public IssuerClient(Path data) {
        this.data = data;
    }

    /** A new token. */
    public String token(TokenRequest request) throws IssuerException {
        URI address = address();
        try {
            Map<String, Object> answer = ask(address.resolve(Issuer.TOKEN), request.form());
            if (answer.get("access_token") instanceof String token) {
                return token;
            }
            throw new IssuerException("the issuer gives no token: " + reason(answer));
        } catch (ConnectException e) {
            throw nothingRuns();
        } catch (IOException | ParseException e) {
            throw new IssuerException(
                    "the issuer at %s gives no token: %s".formatted(address, e.getMessage()));
        }
    }

    /** In the words of RFC 6749, or in the platform's. */
    private static String reason(Map<String, Object> answer) {
        if (answer.get("error_description") instanceof String description) {
            return description;
        }
        return answer.get("error") instanceof Map<?, ?> error
                ? String.valueOf(error.get("message"))
                : "it does not say why";
    }

    private URI address() throws IssuerException {
        Path file = Issuer.address(data.resolve(Issuer.DIRECTORY));
        try {
            return URI.create(Files.readString(file).strip());
        } catch (NoSuchFileException e) {
            throw nothingRuns();
        } catch (AccessDeniedException e) {
            throw new IssuerException(
                    "the data in %s is another user's; choose your own with --data"
                            .formatted(data));
        } catch (IOException | IllegalArgumentException e) {
            throw new IssuerException("%s: %s".formatted(file, e.getMessage()));
        }
    }

    private IssuerException nothingRuns() {
        return new IssuerException(
                "no stack with its data in %s runs: start it with `xynergy up`, or say with --data where its data is"
                        .formatted(data));
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
