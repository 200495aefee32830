package io.xynergy.gateway.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.auth.DevelopmentIssuer;
import io.xynergy.gateway.explain.Question.Header;
import io.xynergy.gateway.proxy.Rehearsal.Judged;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.Response;
import io.xynergy.kit.json.JsonWriter;
import io.xynergy.policy.compiled.AuthConfig.KeyHash;
import io.xynergy.policy.compiled.CompileResult;
import io.xynergy.policy.compiled.Policies;
import io.xynergy.policy.compiled.References;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Questions about a policy, as tests ask them. */
final class Asking {

    static final String KEY =
            "k_12345678_abababababababababababababababababababababababababababababababab";

    private Asking() {}

    /** An explainer of a policy whose API keys all have one value. */
    static LocalExplainer of(String yaml, Optional<DevelopmentIssuer> issuer) {
        String hash = Policies.digest(KEY.getBytes(StandardCharsets.US_ASCII));
        CompileResult result =
                Policies.compile(
                        yaml.getBytes(StandardCharsets.UTF_8),
                        References.byName(_ -> List.of(new KeyHash("k_12345678", hash))));
        assertThat(result).isInstanceOf(CompileResult.Compiled.class);
        var compiled = (CompileResult.Compiled) result;
        return new LocalExplainer(compiled.config(), compiled.digest(), issuer, false);
    }

    static LocalExplainer of(String yaml) {
        return of(yaml, Optional.empty());
    }

    /** A request with header lines, {@code Host: a.example} before them. */
    static Question request(String method, String target, String... lines) {
        List<Header> headers = new ArrayList<>(List.of(new Header("Host", "a.example")));
        for (String line : lines) {
            int colon = line.indexOf(':');
            headers.add(new Header(line.substring(0, colon), line.substring(colon + 1).strip()));
        }
        return new Question(method, target, headers, null, null, null, null);
    }

    /** The same with a body of so many bytes. */
    static Question withBody(Question question, long bytes) {
        return new Question(
                question.method(),
                question.target(),
                question.headers(),
                question.client(),
                question.secure(),
                question.port(),
                bytes);
    }

    /** What one step makes of a request. */
    static Judged step(Explanation explanation, String name) {
        List<Judged> found =
                explanation.steps().stream().filter(step -> step.step().equals(name)).toList();
        assertThat(found).as("%s in %s", name, explanation.steps()).hasSize(1);
        return found.getFirst();
    }

    /** A question as {@code POST /explain} takes it. */
    static String json(Question question) {
        var json = new JsonWriter().openObject();
        json.member("method", question.method()).member("target", question.target());
        json.name("headers").openArray();
        question.headers()
                .forEach(header ->
                        json.openObject()
                                .member("name", header.name())
                                .member("value", header.value())
                                .closeObject());
        json.closeArray();
        if (question.bodyBytes() != null) {
            json.member("bodyBytes", question.bodyBytes());
        }
        return json.closeObject().toString();
    }

    /** Asks a gateway at its admin port. */
    static Response post(int adminPort, String body, String fields) throws IOException {
        return post(adminPort, body, "localhost:" + adminPort, "application/json", fields);
    }

    /** The same with a Host and a Content-Type. */
    static Response post(int adminPort, String body, String host, String type, String fields)
            throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        try (RawClient client = RawClient.connect(adminPort)) {
            client.send(
                    "POST /explain HTTP/1.1\r\nHost: "
                            + host
                            + "\r\nConnection: close\r\nContent-Type: "
                            + type
                            + "\r\nContent-Length: "
                            + bytes.length
                            + "\r\n"
                            + fields
                            + "\r\n");
            client.send(bytes);
            return client.read();
        }
    }

    /** A part of a JSON document: names of members, and places in arrays. */
    static Object at(Object document, Object... path) {
        Object found = document;
        for (Object step : path) {
            Object next =
                    step instanceof Integer index
                            ? ((List<?>) found).get(index)
                            : ((Map<?, ?>) found).get(step);
            found = Objects.requireNonNull(next, () -> step + " is not in " + document);
        }
        return found;
    }
}
