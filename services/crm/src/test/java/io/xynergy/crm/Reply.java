package io.xynergy.crm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/** A response of the service. */
record Reply(HttpResponse<String> http) {

    private static final JsonMapper MAPPER = new JsonMapper();

    int status() {
        return http.statusCode();
    }

    String header(String name) {
        return http.headers().firstValue(name).orElse("");
    }

    String text() {
        return http.body();
    }

    JsonNode json() {
        try {
            return MAPPER.readTree(http.body());
        } catch (Exception e) {
            throw new IllegalStateException(http.body(), e);
        }
    }

    String code() {
        return json().at("/error/code").asText();
    }

    /** The wrong parts that an error names, as {@code field: message}. */
    List<String> details() {
        List<String> details = new ArrayList<>();
        for (JsonNode detail : json().at("/error/details")) {
            details.add(detail.get("field").asText() + ": " + detail.get("message").asText());
        }
        return details;
    }

    /** The fields that an error names. */
    List<String> fields() {
        List<String> fields = new ArrayList<>();
        json().at("/error/details").forEach(detail -> fields.add(detail.get("field").asText()));
        return fields;
    }

    /** One field of each item of a page. */
    List<String> items(String field) {
        List<String> values = new ArrayList<>();
        json().get("items").forEach(item -> values.add(item.get(field).asText()));
        return values;
    }

    String nextCursor() {
        return json().get("nextCursor").asText("");
    }

    @Override
    public String toString() {
        return status() + " " + http.headers().map() + "\n" + http.body();
    }
}
