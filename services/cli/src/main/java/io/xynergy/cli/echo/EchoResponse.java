package io.xynergy.cli.echo;

import io.xynergy.kit.json.JsonWriter;
import java.util.Map;

/**
 * What an echo says about one request.
 *
 * @param name the name of the echo that responses
 * @param target the request target as it arrived, with its query
 * @param headers name to value; the values of a repeated name are joined with a comma
 */
record EchoResponse(
        String name, String method, String target, Map<String, String> headers, BodyDigest body) {

    /** One member a line, for people. */
    String toJson() {
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
                        members(headers),
                        body.bytes(),
                        quoted(body.sha256()));
    }

    private static String members(Map<String, String> members) {
        var lines = new StringBuilder();
        members.forEach((name, value) ->
                lines.append(lines.isEmpty() ? "{\n    " : ",\n    ")
                        .append(quoted(name))
                        .append(": ")
                        .append(quoted(value)));
        return lines.isEmpty() ? "{}" : lines.append("\n  }").toString();
    }

    static String quoted(String text) {
        return new JsonWriter().value(text).toString();
    }
}
