package io.xynergy.crm.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Responses with JSON. */
final class JsonResponse {

    /** What is a tenant's own is for no shared cache, and for no other one without asking. */
    static final String CACHE = "private, no-cache";

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
                    .build();

    private JsonResponse() {}

    /** Writes a document. */
    @FunctionalInterface
    interface Document {

        /** Writes one value. */
        void write(JsonGenerator json) throws IOException;
    }

    static byte[] bytes(Document document) {
        var bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            document.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Sends a body, or its length alone if the method is HEAD. */
    static void send(ServerRequest request, ServerResponse response, byte[] body) {
        send(request, response, JsonBody.JSON, body);
    }

    /** Sends a body of another type. */
    static void send(ServerRequest request, ServerResponse response, String type, byte[] body) {
        response.header(HeaderNames.CONTENT_TYPE, type);
        response.header(HeaderNames.CACHE_CONTROL, CACHE);
        if (request.prologue().method().text().equals("HEAD")) {
            response.headers().contentLength(body.length);
            response.send();
        } else {
            response.send(body);
        }
    }
}
