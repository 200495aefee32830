package io.xynergy.crm.api;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The description of the service, which is written in YAML and given in JSON as well. */
final class OpenApi {

    private static final String RESOURCE = "/openapi.yaml";

    private OpenApi() {}

    /** Read by the first who asks. */
    private static final class Documents {

        static final byte[] YAML = read();
        static final byte[] JSON = toJson(YAML);

        private static byte[] read() {
            try (InputStream in = OpenApi.class.getResourceAsStream(RESOURCE)) {
                if (in == null) {
                    throw new IllegalStateException(RESOURCE + " is not on the class path");
                }
                return in.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static byte[] toJson(byte[] yaml) {
            Object document =
                    new Load(LoadSettings.builder().build())
                            .loadFromInputStream(new ByteArrayInputStream(yaml));
            try {
                return JsonMapper.builder().build().writeValueAsBytes(document);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static void json(ServerRequest request, ServerResponse response) {
        JsonResponse.send(request, response, Documents.JSON);
    }

    static void yaml(ServerRequest request, ServerResponse response) {
        JsonResponse.send(request, response, "application/yaml", Documents.YAML);
    }
}
