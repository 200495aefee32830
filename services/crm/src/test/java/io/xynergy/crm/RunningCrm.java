package io.xynergy.crm;

import io.xynergy.kit.database.DatabaseSettings;
import io.xynergy.kit.service.AdminPort;
import io.xynergy.kit.service.ServerSettings;
import io.xynergy.kit.service.Service;
import io.xynergy.kit.settings.Secret;
import io.xynergy.kit.testing.TestPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;

/** The whole service on free ports, with a database of its own. */
final class RunningCrm implements AutoCloseable {

    private final TestPostgres postgres = TestPostgres.database("crm");
    private final HttpClient client = HttpClient.newHttpClient();
    private final Service service =
            Service.start(settings(), CrmService::make, InstantSource.system(), System::nanoTime);

    private CrmSettings settings() {
        return new CrmSettings(
                new ServerSettings("127.0.0.1", 0, 100, Duration.ofSeconds(20)),
                new AdminPort("127.0.0.1", 0),
                new DatabaseSettings(
                        postgres.url(),
                        postgres.user(),
                        new Secret("app"),
                        postgres.owner(),
                        new Secret("owner"),
                        8,
                        64,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        Duration.ofMillis(250)));
    }

    HttpRequest.Builder request(String tenant, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
                .timeout(Duration.ofSeconds(30))
                .header("X-Xynergy-User", "ann")
                .header("X-Xynergy-Tenant", tenant);
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    @Override
    public void close() {
        service.close();
        client.close();
    }
}
