package io.xynergy.crm;

import static java.net.http.HttpRequest.BodyPublishers.noBody;
import static java.net.http.HttpRequest.BodyPublishers.ofByteArray;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.xynergy.kit.database.DatabaseSettings;
import io.xynergy.kit.service.AdminPort;
import io.xynergy.kit.service.ServerSettings;
import io.xynergy.kit.service.Service;
import io.xynergy.kit.settings.Secret;
import io.xynergy.kit.testing.TestCallers;
import io.xynergy.kit.testing.TestPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The whole service on free ports, with a database of its own. */
final class RunningCrm implements AutoCloseable {

    private final TestPostgres postgres;
    private final HttpClient client = HttpClient.newHttpClient();
    private final TestCallers callers = TestCallers.make();
    private final InstantSource clock;
    private final Service service;
    private volatile @Nullable OpenApiDocument openApi;

    private RunningCrm(TestPostgres postgres, DatabaseSettings settings, InstantSource clock) {
        this.postgres = postgres;
        this.clock = clock;
        this.service =
                Service.start(
                        new CrmSettings(
                                new ServerSettings("127.0.0.1", 0, 100, Duration.ofSeconds(20)),
                                new AdminPort("127.0.0.1", 0),
                                callers.settings(),
                                settings,
                                new CrmSettings.Crm("admin")),
                        CrmService::make,
                        clock,
                        System::nanoTime);
    }

    static RunningCrm start() {
        return on(TestPostgres.database("crm"), Clock.systemUTC());
    }

    /** A process on a database that others may use as well. */
    static RunningCrm on(TestPostgres postgres, InstantSource clock) {
        return new RunningCrm(postgres, database(postgres), clock);
    }

    /** A process that serves few requests at a time, none of them for long. */
    static RunningCrm small(TestPostgres postgres) {
        return new RunningCrm(postgres, database(postgres, 2, 2, 1), Clock.systemUTC());
    }

    private static DatabaseSettings database(TestPostgres postgres) {
        return database(postgres, 8, 64, 5);
    }

    private static DatabaseSettings database(
            TestPostgres postgres, int connections, int waiting, int timeout) {
        return new DatabaseSettings(
                postgres.url(),
                postgres.user(),
                new Secret("app"),
                postgres.owner(),
                new Secret("owner"),
                connections,
                waiting,
                Duration.ofSeconds(timeout),
                Duration.ofSeconds(timeout),
                Duration.ofSeconds(1));
    }

    TestPostgres postgres() {
        return postgres;
    }

    int port() {
        return service.port();
    }

    /** A request by the user ann. */
    HttpRequest.Builder request(String tenant, String path) {
        HttpRequest.Builder request = anonymous(path);
        caller(tenant).forEach(request::header);
        return request;
    }

    /** A request by the user ann in some roles. */
    HttpRequest.Builder request(String tenant, String path, String roles) {
        HttpRequest.Builder request = anonymous(path);
        caller(tenant, roles).forEach(request::header);
        return request;
    }

    /** The headers of the user ann as the gateway sends them. */
    Map<String, String> caller(String tenant) {
        return caller(tenant, "");
    }

    private Map<String, String> caller(String tenant, String roles) {
        var identity = new LinkedHashMap<String, String>();
        identity.put("X-Xynergy-User", "ann");
        if (!tenant.isEmpty()) {
            identity.put("X-Xynergy-Tenant", tenant);
        }
        if (!roles.isEmpty()) {
            identity.put("X-Xynergy-Roles", roles);
        }
        return callers.prove(identity, clock.instant());
    }

    HttpRequest.Builder anonymous(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
                .timeout(Duration.ofSeconds(60));
    }

    /** Sends a request; its response has to be one that the service's description knows. */
    Reply send(HttpRequest.Builder builder) throws Exception {
        return send(builder, null);
    }

    private Reply send(HttpRequest.Builder builder, @Nullable String body) throws Exception {
        HttpRequest request = builder.build();
        var reply = new Reply(client.send(request, BodyHandlers.ofString()));
        openApi().check(request.method(), request.uri(), body, reply);
        return reply;
    }

    OpenApiDocument openApi() throws Exception {
        OpenApiDocument known = openApi;
        if (known == null) {
            HttpRequest request = anonymous("/openapi.json").build();
            known = new OpenApiDocument(new Reply(client.send(request, BodyHandlers.ofString())));
            openApi = known;
        }
        return known;
    }

    /** Asks the listener for operators. */
    Reply admin(String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + service.adminPort() + path);
        return new Reply(
                client.send(
                        HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(60)).build(),
                        BodyHandlers.ofString()));
    }

    Reply get(String tenant, String path) throws Exception {
        return send(request(tenant, path));
    }

    Reply post(String tenant, String path, String json) throws Exception {
        return send(json(request(tenant, path), "POST", json), json);
    }

    Reply put(String tenant, String path, String json) throws Exception {
        return send(json(request(tenant, path), "PUT", json), json);
    }

    Reply patch(String tenant, String path, String json) throws Exception {
        return send(json(request(tenant, path), "PATCH", json), json);
    }

    Reply delete(String tenant, String path) throws Exception {
        return send(request(tenant, path).method("DELETE", noBody()));
    }

    static HttpRequest.Builder json(HttpRequest.Builder request, String method, String json) {
        return request.header("Content-Type", "application/json")
                .method(method, ofByteArray(json.getBytes(UTF_8)));
    }

    /** Makes a contact; returns its id. */
    String create(String tenant, String json) throws Exception {
        Reply made = post(tenant, "/contacts", json);
        if (made.status() != 201) {
            throw new IllegalStateException(made.toString());
        }
        return made.json().get("id").asText();
    }

    @Override
    public void close() {
        service.close();
        client.close();
    }
}
