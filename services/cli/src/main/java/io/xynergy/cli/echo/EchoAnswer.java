package io.xynergy.cli.echo;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * What an echo says about one request.
 *
 * @param name the name of the echo that answers
 * @param target the request target as it arrived, with its query
 * @param headers name to value; the values of a repeated name are joined with a comma
 */
record EchoAnswer(
        String name, String method, String target, Map<String, String> headers, BodyDigest body) {

    String toJson() {
        String fields =
                headers.entrySet().stream()
                        .map(e -> "    " + quoted(e.getKey()) + ": " + quoted(e.getValue()))
                        .collect(Collectors.joining(",\n", "{\n", "\n  }"));
        return """
                {
                  "name": %s,
                  "method": %s,
                  "target": %s,
                  "headers": %s,
                  "body": {"bytes": %d, "sha256": %s}
                }
                """
                .formatted(
                        quoted(name),
                        quoted(method),
                        quoted(target),
                        fields,
                        body.bytes(),
                        quoted(body.sha256()));
    }

    static String quoted(String text) {
        var out = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append("\\u%04x".formatted((int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
