package io.xynergy.cli;

import io.xynergy.cli.stack.Progress;
import io.xynergy.cli.stack.Stack;
import io.xynergy.cli.stack.StackException;
import io.xynergy.cli.stack.StackOptions;
import io.xynergy.cli.stack.StackOptions.PolicySource;
import io.xynergy.cli.stack.StackOptions.Servers;
import io.xynergy.kit.log.LogSettings;
import io.xynergy.kit.log.Logging;
import io.xynergy.kit.signal.Signals;
import io.xynergy.policy.compiled.CompileResult;
import io.xynergy.policy.compiled.Policies;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code xynergy up}: the platform on this machine, with its servers and services. */
@Command(
        name = "up",
        description = "Starts the platform on this machine: servers, services, gateway, tokens.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  xynergy up -f crds/examples/xynergy.yaml",
            "  xynergy up -f policy.yaml --port 9090 --postgres-port 0",
            "  xynergy up -f policy.yaml --only gateway,crm --db postgres://me@db/crm",
            "",
            "Ctrl-C, SIGTERM or the end of the terminal stops all in good order, a second one",
            "waits for no request. SIGUSR1 opens the access log again, SIGHUP also reads the",
            "policy again.",
            "Exits with 69 when a part does not start."
        })
final class UpCommand implements Callable<Integer> {

    private static final String EXAMPLE = "crds/examples/xynergy.yaml";

    @Mixin private PolicyOption policy = new PolicyOption();

    @Option(
            names = "--only",
            paramLabel = "PART",
            split = ",",
            description =
                    "Starts only these: gateway, postgres, redis and services of the policy;"
                            + " with a service comes the database that it needs.")
    private Set<String> only = new LinkedHashSet<>();

    @Mixin private DataOption data = new DataOption();

    @Option(names = "--clean", description = "Removes the data first.")
    private boolean clean;

    @Option(
            names = "--db",
            paramLabel = "URL",
            description =
                    "A PostgreSQL database to use instead, as its owner: jdbc:postgresql: or"
                            + " postgres: URL. The services' roles are made there.")
    private @Nullable String database;

    @Option(
            names = "--redis",
            paramLabel = "URI",
            description = "A Redis to use instead, such as redis://localhost:6379.")
    private @Nullable String redis;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description =
                    "Address of the gateway. Default: ${DEFAULT-VALUE}, for this machine only.")
    private String host = "127.0.0.1";

    @ArgGroup(exclusive = false, heading = "%nPorts, where 0 takes a free one:%n")
    private PortOptions ports = new PortOptions();

    private final PrintWriter out;
    private final PrintWriter err;

    UpCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path file = policy.required(EXAMPLE);
        return switch (Policies.compile(PolicyFile.read(file))) {
            case CompileResult.Compiled compiled -> up(new PolicySource(file, compiled));
            case CompileResult.Rejected rejected -> {
                rejected.errors().forEach(e -> err.println(PolicyFile.located(file, e)));
                err.println("xynergy: not started, because the policy is not valid");
                err.flush();
                yield ExitCode.INVALID;
            }
        };
    }

    private int up(PolicySource source) throws IOException, InterruptedException {
        var progress = new Progress(out, System::nanoTime);
        long began = progress.now() - sinceJvmStart();
        var servers = new Servers(Optional.ofNullable(database), Optional.ofNullable(redis));
        var options =
                new StackOptions(
                        source, data.directory(), clean, host, ports.ports(), only, servers);
        progress.line("xynergy up: %s, data in %s".formatted(source.file(), data.directory()));
        try {
            Stack stack = Stack.open(options, progress);
            try {
                requireFree(stack);
                Logging.configure(LogSettings.from(System.getenv(), true), stack.log());
                return run(stack, progress, began);
            } finally {
                stack.stop();
            }
        } catch (StackException e) {
            throw switch (e.kind()) {
                case INPUT -> Failure.input(e.getMessage());
                case PART -> Failure.part(e.getMessage());
            };
        }
    }

    /** What the user has waited already; the system knows the start to the second only. */
    private static long sinceJvmStart() {
        return TimeUnit.MILLISECONDS.toNanos(ManagementFactory.getRuntimeMXBean().getUptime());
    }

    /** All that are taken are named at once. */
    private static void requireFree(Stack stack) {
        List<String> taken = new ArrayList<>();
        stack.listeners()
                .forEach((use, address) -> {
                    try {
                        new Listen("--host", use.option(), use.words())
                                .requireFree(address, stack.ports().of(use));
                    } catch (Failure e) {
                        taken.add(e.getMessage());
                    }
                });
        if (!taken.isEmpty()) {
            throw Failure.input(String.join("\n  ", taken));
        }
    }

    /** Serves until a signal; the caller stops what was started. */
    private int run(Stack stack, Progress progress, long began)
            throws StackException, InterruptedException {
        var stop = new CompletableFuture<Void>();
        Runnable end =
                () -> {
                    if (!stop.complete(null)) {
                        stack.hurry();
                    }
                };
        Signals.handle("INT", end);
        Signals.handle("TERM", end);
        Signals.serve(
                new Signals.Actions() {
                    @Override
                    public void reopenLogs() {
                        stack.reopenAccessLog();
                    }

                    @Override
                    public void reread() {
                        stack.reread();
                    }

                    @Override
                    public void end() {
                        end.run();
                    }
                });
        if (stack.start(stop)) {
            progress.line("ready in %s".formatted(progress.since(began)));
            stack.hints().forEach(line -> progress.line(line));
            stop.join();
        }
        progress.line("stopping");
        return ExitCode.OK;
    }
}
