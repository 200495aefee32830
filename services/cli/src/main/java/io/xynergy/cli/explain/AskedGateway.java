package io.xynergy.cli.explain;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.xynergy.gateway.explain.ExplanationText;
import io.xynergy.gateway.explain.Question;
import io.xynergy.kit.json.JsonWriter;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.text.ParseException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks a running gateway, at its admin port, to explain a request. */
public final class AskedGateway {

    /** A token may wait for its issuer's keys, five seconds at most. */
    private static final int PATIENCE_MILLIS = 15_000;

    private static final int LONGEST_ANSWER = 4 << 20;

    private final URI admin;

    /** Why there is no explanation. */
    public static final class GatewayException extends Exception {
        private static final long serialVersionUID = 1L;

        private final boolean refusal;

        GatewayException(String message, boolean refusal) {
            super(message);
            this.refusal = refusal;
        }

        /** Whether the gateway finds something wrong with the question. */
        public boolean isRefusal() {
            return refusal;
        }
    }

    /** Asks the gateway whose admin port has this URL. */
    public AskedGateway(URI admin) {
        this.admin = admin;
    }

    /**
     * The explanation.
     *
     * @param json whether it is for machines
     * @throws GatewayException naming the gateway and the reason
     */
    public String explain(Question question, boolean json) throws GatewayException {
        try {
            return ask(question, json);
        } catch (IOException e) {
            throw new GatewayException(
                    "the gateway at %s explains nothing: %s".formatted(admin, e.getMessage()),
                    false);
        }
    }

    private String ask(Question question, boolean json) throws IOException, GatewayException {
        var connection = (HttpURLConnection) admin.resolve("/explain").toURL().openConnection();
        connection.setConnectTimeout(PATIENCE_MILLIS);
        connection.setReadTimeout(PATIENCE_MILLIS);
        connection.setInstanceFollowRedirects(false);
        connection.setRequestMethod("POST");
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setRequestProperty("Accept", json ? "application/json" : "text/plain");
        connection.setDoOutput(true);
        byte[] body = json(question);
        connection.setFixedLengthStreamingMode(body.length);
        try {
            try (var out = connection.getOutputStream()) {
                out.write(body);
            }
            int status = connection.getResponseCode();
            if (status != HttpURLConnection.HTTP_OK) {
                throw refused(status, read(connection.getErrorStream()));
            }
            return read(connection.getInputStream());
        } finally {
            connection.disconnect();
        }
    }

    private GatewayException refused(int status, String body) {
        if (status == HttpURLConnection.HTTP_NOT_FOUND) {
            return new GatewayException(
                    admin + " explains nothing: is it the admin port of a gateway of this version?",
                    false);
        }
        boolean ours = status >= 400 && status < 500;
        return new GatewayException(
                "the gateway at %s returns %d: %s"
                        .formatted(admin, status, ExplanationText.printable(reason(body))),
                ours);
    }

    /** The platform's error, with what is wrong with which part. */
    private static String reason(String body) {
        try {
            Map<String, Object> error =
                    JSONObjectUtils.getJSONObject(JSONObjectUtils.parse(body), "error");
            Object details = error == null ? null : error.get("details");
            return error == null
                    ? "it does not say why"
                    : error.get("message") + (details == null ? "" : " " + details);
        } catch (ParseException e) {
            return "it does not say why";
        }
    }

    private static String read(@Nullable InputStream from) throws IOException {
        if (from == null) {
            return "";
        }
        try (from) {
            return new String(from.readNBytes(LONGEST_ANSWER), UTF_8);
        }
    }

    private static byte[] json(Question question) {
        var json = new JsonWriter().openObject();
        json.member("method", question.method()).member("target", question.target());
        json.name("headers").openArray();
        for (Question.Header header : question.headers()) {
            json.openObject()
                    .member("name", header.name())
                    .member("value", header.value())
                    .closeObject();
        }
        json.closeArray();
        if (question.client() != null) {
            json.member("client", question.client());
        }
        if (question.secure() != null) {
            json.member("secure", question.secure());
        }
        if (question.bodyBytes() != null) {
            json.member("bodyBytes", question.bodyBytes());
        }
        return json.closeObject().toBytes();
    }
}
