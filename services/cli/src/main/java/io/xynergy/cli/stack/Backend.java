package io.xynergy.cli.stack;

import io.xynergy.cli.keys.IdentityKeyFiles;
import io.xynergy.gateway.config.PolicyFolder;
import io.xynergy.policy.RunSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** What stands behind the gateway: PostgreSQL, Redis and the services, each a process. */
final class Backend {

    /** Also for the first start on a slow machine, with its migrations. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final StackOptions options;
    private final Plan plan;
    private final Ports ports;
    private final DataDirectory data;
    private final Passwords passwords;
    private final Parts parts;
    private final Progress progress;
    private final List<FutureTask<?>> pending = new ArrayList<>();

    Backend(
            StackOptions options,
            Plan plan,
            Ports ports,
            DataDirectory data,
            Passwords passwords,
            Parts parts,
            Progress progress) {
        this.options = options;
        this.plan = plan;
        this.ports = ports;
        this.data = data;
        this.passwords = passwords;
        this.parts = parts;
        this.progress = progress;
    }

    /** Starts all; they serve only when {@link #awaitReady} returns. */
    void start() throws IOException, StackException, InterruptedException {
        var programs = new Programs(data.directory("programs"), progress);
        Optional<Part> postgres = Optional.empty();
        Optional<Databases> databases = Optional.empty();
        Optional<String> given = options.servers().database();
        if (given.isPresent()) {
            databases = Optional.of(Databases.at(DatabaseUrl.parse(given.get()), passwords));
        } else if (plan.postgres()) {
            PostgresServer server = openPostgres(programs);
            postgres = Optional.of(parts.start(server.program()));
            databases = Optional.of(Databases.in(server, passwords));
        }
        startRedis(programs);
        Optional<Part> server = postgres;
        Optional<Databases> database = databases;
        later("start-services", () -> startServices(server, database));
    }

    private PostgresServer openPostgres(Programs programs)
            throws IOException, StackException, InterruptedException {
        passwords.of(PostgresServer.SUPERUSER); // makes its file
        return PostgresServer.open(
                programs.postgres(Platform.current()),
                data.path(PostgresServer.NAME),
                ports.of(Ports.Use.POSTGRES),
                passwords.file(PostgresServer.SUPERUSER),
                progress);
    }

    private void startRedis(Programs programs) throws IOException, StackException {
        Optional<String> given = options.servers().redis();
        if (given.isPresent()) {
            RedisUri redis = RedisUri.parse(given.get());
            redis.requireReachable();
            progress.ready(RedisServer.NAME, redis.where() + " (given)");
        } else if (plan.redis()) {
            Path directory = data.directory(RedisServer.NAME);
            int port = ports.of(Ports.Use.REDIS);
            Path program = programs.redis(Platform.current());
            Part redis = parts.start(RedisServer.program(program, directory, port));
            later("start-redis", () -> awaitReady(redis, Ports.LOCAL + ":" + port));
        }
    }

    private Void startServices(Optional<Part> postgres, Optional<Databases> databases)
            throws IOException, StackException, InterruptedException {
        if (postgres.isPresent()) {
            awaitReady(postgres.get(), Ports.LOCAL + ":" + ports.of(Ports.Use.POSTGRES));
        }
        List<Part> services = new ArrayList<>();
        for (Map.Entry<LocalModule, RunSpec> service : plan.modules().entrySet()) {
            services.add(startService(service.getKey(), service.getValue(), databases));
        }
        List<LocalModule> modules = List.copyOf(plan.modules().keySet());
        for (int i = 0; i < services.size(); i++) {
            LocalModule module = modules.get(i);
            awaitReady(
                    services.get(i),
                    "http://%s:%d, health and metrics on http://%s:%d"
                            .formatted(
                                    Ports.LOCAL,
                                    ports.of(module.port()),
                                    Ports.LOCAL,
                                    ports.of(module.adminPort())));
        }
        return null;
    }

    private Part startService(LocalModule module, RunSpec run, Optional<Databases> databases)
            throws IOException, StackException {
        Map<String, String> given = new LinkedHashMap<>();
        given.put("SERVER_HOST", Ports.LOCAL);
        given.put("SERVER_PORT", Integer.toString(ports.of(module.port())));
        given.put("ADMIN_HOST", Ports.LOCAL);
        given.put("ADMIN_PORT", Integer.toString(ports.of(module.adminPort())));
        given.put(
                "IDENTITY_KEYS",
                IdentityKeyFiles.of(data.path(FrontEnd.IDENTITY)).publicKeys().toString());
        if (databases.isPresent()) {
            if (databases.get().prepare(module.name())) {
                progress.line(
                        "made the roles of %s, which makes its tables now"
                                .formatted(module.name()));
            }
            given.putAll(databases.get().variables(module.name()));
        }
        PolicyFolder folder = PolicyFolder.of(options.policy().file());
        ModuleEnvironment environment = ModuleEnvironment.of(module, run, folder, given);
        environment.missing().forEach(line -> progress.line(line));
        return parts.start(JavaProgram.of(module, ports, environment.variables()));
    }

    private Void awaitReady(Part part, String where) throws StackException, InterruptedException {
        part.awaitReady(PATIENCE);
        progress.ready(part.name(), where);
        return null;
    }

    private void later(String name, Callable<?> work) {
        var task = new FutureTask<>(work);
        pending.add(task);
        Thread.ofPlatform().daemon().name(name).start(task);
    }

    /** Waits until all serve; the first that failed is the exception. */
    void awaitReady() throws IOException, StackException, InterruptedException {
        for (FutureTask<?> task : pending) {
            try {
                task.get();
            } catch (ExecutionException e) {
                switch (e.getCause()) {
                    case StackException failed -> throw failed;
                    case IOException failed -> throw failed;
                    case null, default -> throw new IllegalStateException(e.getCause());
                }
            }
        }
    }
}
