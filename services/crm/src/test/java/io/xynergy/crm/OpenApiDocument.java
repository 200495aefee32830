package io.xynergy.crm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The service's description, against which everything is held that tests send and get. */
final class OpenApiDocument {

    /** Warns of each keyword of OpenAPI; JUL forgets the level of a logger that nobody holds. */
    private static final Logger LOG = Logger.getLogger("com.networknt.schema");

    private static final String PLACE = "https://crm.test/openapi.json";

    private final JsonNode document;
    private final SchemaRegistry registry;

    OpenApiDocument(Reply served) {
        LOG.setLevel(Level.SEVERE);
        document = served.json();
        SchemaRegistryConfig strict =
                SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build();
        registry =
                SchemaRegistry.withDefaultDialect(
                        SpecificationVersion.DRAFT_2020_12,
                        builder ->
                                builder.schemas(Map.of(PLACE, served.text()))
                                        .schemaRegistryConfig(strict));
    }

    JsonNode json() {
        return document;
    }

    /** A response is one that the document describes for the request. */
    void check(String method, URI uri, @Nullable String sent, Reply reply) {
        Optional<String> path = template(uri.getPath());
        if (path.isEmpty()) {
            assertThat(reply.status()).as("%s %s is not described", method, uri).isEqualTo(404);
            return;
        }
        String described = method.equals("HEAD") ? "GET" : method;
        String pointer = "/paths/" + escaped(path.get()) + "/" + described.toLowerCase(Locale.ROOT);
        JsonNode operation = document.at(pointer);
        if (operation.isMissingNode()) {
            assertThat(reply.status())
                    .as(method + " " + uri)
                    .isIn(405, method.equals("OPTIONS") ? 204 : 405);
            return;
        }
        String response = pointer + "/responses/" + reply.status();
        assertThat(document.at(response).isMissingNode())
                .as(
                        "%s %s gives %s, which is not described: %s",
                        method, uri, reply.status(), reply)
                .isFalse();
        checkResponse(resolved(response), method, reply);
        if (sent != null && reply.status() < 300) {
            checkBody(pointer + "/requestBody/content/application~1json/schema", sent);
        }
    }

    private void checkResponse(String pointer, String method, Reply reply) {
        JsonNode response = document.at(pointer);
        for (Map.Entry<String, JsonNode> header : response.path("headers").properties()) {
            checkHeader(header.getKey(), pointer + "/headers/" + header.getKey(), reply);
        }
        JsonNode content = response.path("content");
        if (content.isMissingNode() || method.equals("HEAD")) {
            assertThat(reply.text()).isEmpty();
            return;
        }
        String type = reply.header("Content-Type");
        assertThat(content.has(type)).as(type + " of " + pointer).isTrue();
        if (type.equals("application/json")) {
            checkBody(pointer + "/content/application~1json/schema", reply.text());
        }
    }

    private void checkHeader(String name, String pointer, Reply reply) {
        String place = resolved(pointer);
        String value = reply.header(name);
        if (value.isEmpty()) {
            assertThat(document.at(place).path("required").asBoolean())
                    .as("the header %s is missing: %s", name, reply)
                    .isFalse();
            return;
        }
        checkBody(place + "/schema", '"' + value.replace("\"", "\\\"") + '"');
    }

    private void checkBody(String pointer, String json) {
        List<Error> errors =
                registry.getSchema(SchemaLocation.of(PLACE + "#" + pointer))
                        .validate(json, InputFormat.JSON);
        assertThat(errors).as("%s against %s", json, pointer).isEmpty();
    }

    /** The pointer, or that to which a reference at it leads. */
    private String resolved(String pointer) {
        JsonNode reference = document.at(pointer).path("$ref");
        return reference.isMissingNode() ? pointer : reference.asText().substring(1);
    }

    /** The described path that a request's path is one of; an exact one comes first. */
    private Optional<String> template(String path) {
        JsonNode paths = document.get("paths");
        if (paths.has(path)) {
            return Optional.of(path);
        }
        for (Map.Entry<String, JsonNode> each : paths.properties()) {
            String pattern =
                    Pattern.quote(each.getKey()).replaceAll("\\{[^}]*}", "\\\\E[^/]+\\\\Q");
            if (path.matches(pattern)) {
                return Optional.of(each.getKey());
            }
        }
        return Optional.empty();
    }

    private static String escaped(String path) {
        return path.replace("~", "~0").replace("/", "~1");
    }
}
