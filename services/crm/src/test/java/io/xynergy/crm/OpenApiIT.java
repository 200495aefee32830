package io.xynergy.crm;

import static java.net.http.HttpRequest.BodyPublishers.noBody;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The description itself; what it says of responses is held against those of all other tests. */
class OpenApiIT {

    private static RunningCrm crm;

    @BeforeAll
    static void start() {
        crm = RunningCrm.start();
    }

    @AfterAll
    static void stop() {
        crm.close();
    }

    @Test
    void itIsServedToEverybodyInBothForms() throws Exception {
        Reply json = crm.send(crm.anonymous("/openapi.json"));
        assertThat(json.status()).isEqualTo(200);
        assertThat(json.json().get("openapi").asText()).isEqualTo("3.1.0");
        Reply yaml = crm.send(crm.anonymous("/openapi.yaml"));
        assertThat(yaml.status()).isEqualTo(200);
        assertThat(yaml.text()).startsWith("openapi: 3.1.0");
    }

    @Test
    void eachPathHasTheMethodsThatAreDescribed() throws Exception {
        for (Map.Entry<String, JsonNode> path : crm.openApi().json().get("paths").properties()) {
            var described = new TreeSet<>(List.of("OPTIONS"));
            path.getValue()
                    .fieldNames()
                    .forEachRemaining(method -> {
                        if (!method.equals("parameters")) {
                            described.add(method.toUpperCase(Locale.ROOT));
                        }
                    });
            if (described.contains("GET")) {
                described.add("HEAD");
            }
            String real = path.getKey().replace("{id}", UUID.randomUUID().toString());
            Reply options = crm.send(crm.request("acme", real).method("OPTIONS", noBody()));
            assertThat(new TreeSet<>(Arrays.asList(options.header("Allow").split(", "))))
                    .as(path.getKey())
                    .isEqualTo(described);
        }
    }

    @Test
    void everyReferenceLeadsSomewhere() throws Exception {
        JsonNode document = crm.openApi().json();
        List<String> references = document.findValuesAsText("$ref");
        assertThat(references).isNotEmpty();
        assertThat(references)
                .allSatisfy(reference ->
                        assertThat(document.at(reference.substring(1)).isMissingNode())
                                .as(reference)
                                .isFalse());
    }

    @Test
    void everyPartIsUsed() throws Exception {
        JsonNode document = crm.openApi().json();
        var used = new TreeSet<>(document.findValuesAsText("$ref"));
        List<String> unused = new ArrayList<>();
        for (String kind : List.of("parameters", "headers", "responses", "schemas")) {
            for (String name :
                    (Iterable<String>) () -> document.at("/components/" + kind).fieldNames()) {
                if (!used.contains("#/components/" + kind + "/" + name)) {
                    unused.add(kind + "/" + name);
                }
            }
        }
        assertThat(unused).isEmpty();
    }

    @Test
    void everyOperationHasAnIdOfItsOwnAndASummary() throws Exception {
        List<String> ids = crm.openApi().json().get("paths").findValuesAsText("operationId");
        assertThat(ids).doesNotHaveDuplicates().hasSize(11);
        assertThat(crm.openApi().json().get("paths").findValuesAsText("summary")).hasSize(11);
    }
}
