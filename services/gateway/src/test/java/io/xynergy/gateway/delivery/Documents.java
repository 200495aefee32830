package io.xynergy.gateway.delivery;

import io.xynergy.gateway.testing.DeliveredGateway;
import io.xynergy.gateway.testing.FakeUpstream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/** What an operator delivers in tests. */
final class Documents {

    private Documents() {}

    /** A configuration that sends every path to one address. */
    static byte[] to(String url) {
        return DeliveredGateway.compiled(policy(url, "{}"));
    }

    /** The same, with a header in every request that names the configuration. */
    static byte[] named(String url, String name) {
        return DeliveredGateway.compiled(
                policy(url, "{request: {set: {X-Config: \"" + name + "\"}}}"));
    }

    private static String policy(String url, String headers) {
        return """
        apiVersion: gateway.xynergy.io/v1alpha1
        kind: GatewayPolicy
        metadata: {name: delivered}
        spec:
          services: [{name: up, url: "%s"}]
          routes:
            - name: all
              match: [{path: {prefix: /}}]
              to: [{service: up}]
              auth: {mode: None}
              headers: %s
        """
                .formatted(url, headers);
    }

    /** The endpoints of the one service. */
    static byte[] endpoints(FakeUpstream... upstreams) {
        var json = new StringBuilder("{\"services\":{\"up\":[");
        for (FakeUpstream upstream : upstreams) {
            json.append(json.charAt(json.length() - 1) == '[' ? "" : ",");
            json.append("{\"host\":\"127.0.0.1\",\"port\":%d}".formatted(upstream.port()));
        }
        return utf8(json.append("]}}").toString());
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] document) {
        return new String(document, StandardCharsets.UTF_8);
    }

    static byte[] gzip(byte[] document) {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    /** An upstream that answers its name. */
    static FakeUpstream upstream(String name) throws IOException {
        return FakeUpstream.replying(_ ->
                "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s".formatted(name.length(), name));
    }
}
