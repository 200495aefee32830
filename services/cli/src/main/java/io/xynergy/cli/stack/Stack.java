package io.xynergy.cli.stack;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import io.xynergy.cli.keys.IdentityKeyFiles;
import io.xynergy.gateway.config.PolicyRefusedException;
import io.xynergy.policy.PolicyError;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * The platform on this machine: started in the order in which the parts need each other, stopped in
 * the other one.
 */
public final class Stack {

    private static final Duration LEFTOVER_PATIENCE = Duration.ofSeconds(20);

    private final StackOptions options;
    private final Plan plan;
    private final Ports ports;
    private final DataDirectory data;
    private final Progress progress;
    private final Parts parts;
    private final OwnLog log;
    private final CountDownLatch hurry = new CountDownLatch(1);
    private @Nullable volatile FrontEnd front;
    private @Nullable Thread starter;

    private Stack(StackOptions options, Plan plan, DataDirectory data, Progress progress)
            throws IOException {
        this.options = options;
        this.plan = plan;
        this.data = data;
        this.progress = progress;
        this.ports = options.ports().settled(new SecureRandom());
        Path logs = data.directory("logs");
        this.log = new OwnLog(new PartLog(logs.resolve("gateway.log")), progress);
        this.parts =
                new Parts(
                        new Part.Surroundings(
                                data.launcher(),
                                logs,
                                new Leftovers(data.directory("run")),
                                progress,
                                this::endpointsChanged));
    }

    /** Takes the data directory and ends what a killed run left there; nothing is started yet. */
    public static Stack open(StackOptions options, Progress progress)
            throws IOException, StackException {
        var wish =
                new Plan.Wish(
                        options.only(),
                        options.servers().database().isPresent(),
                        options.servers().redis().isPresent());
        Plan plan = Plan.of(options.policy().compiled().policy().spec().services(), wish);
        if (options.clean()) {
            DataDirectory.requireOwn(options.data());
        }
        DataDirectory data = DataDirectory.open(options.data());
        try {
            new Leftovers(data.directory("run")).end(LEFTOVER_PATIENCE, progress);
            if (options.clean()) {
                data.clean();
                progress.line("removed the data in %s".formatted(options.data()));
            }
            return new Stack(options, plan, data, progress);
        } catch (IOException | StackException | RuntimeException e) {
            data.close();
            throw e;
        }
    }

    /** Where the API keys of a stack are. */
    public static Path keys(Path data) {
        return data.resolve(FrontEnd.KEYS);
    }

    /** Where the key is by which services know the gateway. */
    public static Path identity(Path data) {
        return data.resolve(FrontEnd.IDENTITY);
    }

    /** The ports that will be listened on, and the address of each. */
    public Map<Ports.Use, String> listeners() {
        Map<Ports.Use, String> listeners = new LinkedHashMap<>();
        if (plan.gateway()) {
            listeners.put(Ports.Use.GATEWAY, options.host());
            listeners.put(Ports.Use.ADMIN, Ports.LOCAL);
            listeners.put(Ports.Use.ISSUER, Ports.LOCAL); // whoever reaches it gets any token
        }
        if (plan.postgres()) {
            listeners.put(Ports.Use.POSTGRES, Ports.LOCAL);
        }
        if (plan.redis()) {
            listeners.put(Ports.Use.REDIS, Ports.LOCAL);
        }
        for (LocalModule module : plan.modules().keySet()) {
            listeners.put(module.port(), Ports.LOCAL);
            listeners.put(module.adminPort(), Ports.LOCAL);
        }
        return listeners;
    }

    /** The ports, with a real one in the place of each 0. */
    public Ports ports() {
        return ports;
    }

    /** Where this process logs to, because its own lines would bury those of the start. */
    public OutputStream log() {
        return log;
    }

    /**
     * Starts all parts and waits until they serve, or until {@code stop} is complete.
     *
     * @return whether they serve
     */
    public boolean start(CompletableFuture<Void> stop) throws StackException, InterruptedException {
        var start = new FutureTask<>(this::startAll);
        var done = new CompletableFuture<Void>();
        starter =
                Thread.ofPlatform()
                        .daemon()
                        .name("start")
                        .start(() -> {
                            start.run();
                            done.complete(null);
                        });
        CompletableFuture.anyOf(done, stop).join();
        if (!done.isDone()) {
            return false;
        }
        try {
            start.get();
            log.show(true);
            return true;
        } catch (ExecutionException e) {
            throw failed(e.getCause());
        }
    }

    private static StackException failed(@Nullable Throwable cause) {
        return switch (cause) {
            case StackException failed -> failed;
            case IOException failed ->
                    StackException.part("the stack", "cannot start: " + failed.getMessage());
            case null, default -> throw new IllegalStateException(cause);
        };
    }

    private @Nullable Void startAll() throws IOException, StackException, InterruptedException {
        plan.brought().forEach(part -> progress.line("also started: %s".formatted(part)));
        var _ =
                IdentityKeyFiles.make(
                        data.directory(FrontEnd.IDENTITY),
                        InstantSource.system(),
                        new SecureRandom());
        var passwords = new Passwords(data.directory("passwords"), new SecureRandom());
        var backend = new Backend(options, plan, ports, data, passwords, parts, progress);
        backend.start();
        if (plan.gateway()) {
            FrontEnd started = startFront();
            String secured =
                    started.securedAddress(options).map(address -> " and " + address).orElse("");
            progress.ready(
                    Plan.GATEWAY,
                    "%s%s, health and metrics on %s"
                            .formatted(
                                    FrontEnd.gatewayAddress(options, ports),
                                    secured,
                                    FrontEnd.adminAddress(ports)));
        }
        backend.awaitReady();
        if (!plan.absent().isEmpty()) {
            progress.line(
                    "not running here: %s; their routes return 503"
                            .formatted(String.join(", ", plan.absent())));
        }
        if (plan.gateway() && !plan.elsewhere().isEmpty()) {
            progress.line(
                    "run elsewhere, by the policy: %s"
                            .formatted(String.join(", ", plan.elsewhere())));
        }
        return null;
    }

    private Optional<String> redis() {
        Optional<String> own =
                plan.redis()
                        ? Optional.of(
                                "redis://%s:%d".formatted(Ports.LOCAL, ports.of(Ports.Use.REDIS)))
                        : Optional.empty();
        return options.servers().redis().or(() -> own);
    }

    private FrontEnd startFront() throws IOException, StackException {
        try {
            var endpoints = new LocalEndpoints(plan, ports, parts::isServing);
            FrontEnd started = FrontEnd.start(options, ports, endpoints, redis(), data, progress);
            front = started;
            endpointsChanged(); // of what began to serve meanwhile
            return started;
        } catch (PolicyRefusedException e) {
            String errors =
                    e.errors().stream().map(PolicyError::toString).collect(joining("\n    "));
            throw StackException.part(Plan.GATEWAY, "refuses the policy:\n    " + errors);
        } catch (IOException e) {
            throw StackException.part(Plan.GATEWAY, "cannot start: " + e.getMessage());
        }
    }

    /** Opens the gateway's access log again, for those who have moved it away. */
    public void reopenAccessLog() {
        FrontEnd running = front;
        if (running != null) {
            running.reopenAccessLog();
        }
    }

    /** Reads the policy again. */
    public void reread() {
        FrontEnd running = front;
        if (running != null) {
            running.reread();
        }
    }

    private void endpointsChanged() {
        FrontEnd running = front;
        if (running != null) {
            running.endpointsChanged();
        }
    }

    /** What to do next, as lines. */
    public List<String> hints() {
        List<String> hints = new ArrayList<>();
        if (plan.gateway()) {
            Set<String> here =
                    plan.modules().keySet().stream().map(LocalModule::name).collect(toSet());
            String gateway = FrontEnd.gatewayAddress(options, ports).toString();
            FirstRequest.of(options.policy().compiled().config(), here, gateway, dataOption())
                    .ifPresent(command -> hints.addAll(List.of("", "  " + command, "")));
        }
        hints.add("Ctrl-C stops all; the data stays in " + options.data());
        return hints;
    }

    private String dataOption() {
        String directory = options.data().toString();
        return directory.equals(StackOptions.USUAL_DATA) ? "" : " --data '" + directory + "'";
    }

    /** Makes a stop that is under way not wait for requests in flight. */
    public void hurry() {
        hurry.countDown();
    }

    /** Stops all that was started, also what is being started, and gives the data back. */
    public void stop() throws IOException, InterruptedException {
        log.show(false);
        stopFront();
        parts.stopAll();
        Thread starting = starter;
        if (starting != null) {
            starting.join(LEFTOVER_PATIENCE);
            stopFront();
        }
        data.close();
    }

    private void stopFront() throws InterruptedException {
        FrontEnd running = front;
        if (running == null) {
            return;
        }
        front = null;
        Thread.ofPlatform()
                .daemon()
                .name("stop-gateway")
                .start(() -> {
                    running.close();
                    hurry.countDown();
                });
        hurry.await();
    }
}
