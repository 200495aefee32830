package io.xynergy.cli;

import io.xynergy.cli.keys.IdentityKeyFiles;
import io.xynergy.cli.keys.KeyKeeper;
import io.xynergy.cli.keys.KeyWatch;
import io.xynergy.cli.stack.Stack;
import io.xynergy.gateway.Gateway;
import io.xynergy.gateway.GatewayOptions;
import io.xynergy.gateway.config.PolicyRefusedException;
import io.xynergy.gateway.wire.Lanes;
import io.xynergy.kit.signal.Signals;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code xynergy gateway}: the data plane alone, on one policy file. */
@Command(
        name = "gateway",
        description =
                "Serves a policy file, or a compiled configuration that an operator delivers;"
                        + " a change takes effect while it runs.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  xynergy gateway -f crds/examples/quick-start.yaml",
            "  xynergy gateway -f policy.yaml --port 80 --access-log off",
            "  xynergy gateway --config config --delivery-key key --admin-host 0.0.0.0",
            "",
            "--config needs both files: `echo 1 > config/revision` makes the second one.",
            "SIGTERM or Ctrl-C stops it: requests in flight finish first. SIGUSR1 opens the",
            "access log again, SIGHUP also reads the policy again."
        })
final class GatewayCommand implements Callable<Integer> {

    @Mixin private PolicyOption policy = new PolicyOption();

    @Option(
            names = "--config",
            paramLabel = "DIR",
            description =
                    "In place of a policy: a folder with config.json or config.json.gz, which is"
                            + " a compiled configuration (xynergy check --json), and the file"
                            + " revision with its number; see docs/DELIVERY.md.")
    private @Nullable Path config;

    @Option(
            names = "--delivery-key",
            paramLabel = "FILE",
            description =
                    "With --config: the key, of 32 bytes or more, that signs what is delivered to"
                            + " the admin port. Without it nothing is taken there.")
    private @Nullable Path deliveryKey;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Where the API keys of the policy are, in DIR/keys, and the key that callers"
                            + " are signed with, in DIR/identity; those that are missing are made"
                            + " (xynergy keys). Without it no API key is valid.")
    private @Nullable Path data;

    @Option(
            names = "--identity-key",
            paramLabel = "FILE",
            description =
                    "The keys that callers are signed with, so that services believe their"
                            + " identity headers (docs/HTTP.md); read again when it changes."
                            + " Default: DIR/identity/private.json with --data, else callers are"
                            + " not signed.")
    private @Nullable Path identityKey;

    @Mixin private ListenOptions listen = new ListenOptions("0.0.0.0", 8080);

    @Option(
            names = "--admin-host",
            paramLabel = "ADDRESS",
            description =
                    "Address for health, metrics and configuration; by default only this machine"
                            + " reaches them. Default: ${DEFAULT-VALUE}.")
    private String adminHost = "127.0.0.1";

    @Option(
            names = "--admin-port",
            paramLabel = "N",
            description =
                    "Port for health, metrics and configuration; 0 takes a free one."
                            + " Default: ${DEFAULT-VALUE}.")
    private int adminPort = 9901;

    @Option(
            names = "--tls-port",
            paramLabel = "N",
            description =
                    "Port for HTTPS, if the policy names a certificate (spec.gateway.tls);"
                            + " 0 takes a free one. Default: ${DEFAULT-VALUE}.")
    private int tlsPort = 8443;

    @Option(
            names = "--carrier",
            paramLabel = "KIND",
            defaultValue = "auto",
            description =
                    "Who runs the connections: core (reactors), thread (the JVM's virtual"
                            + " threads) or auto. Default: ${DEFAULT-VALUE}.")
    private Lanes.Choice carrier = Lanes.Choice.AUTO;

    @Option(
            names = "--cores",
            paramLabel = "N",
            description = "Number of reactors. Default: one for each processor.")
    private int cores = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--drain-delay",
            paramLabel = "SECONDS",
            description =
                    "How long a stopping gateway goes on accepting, until load balancers know."
                            + " Default: ${DEFAULT-VALUE}.")
    private int drainDelay;

    @Option(
            names = "--refuse-local-upstreams",
            description =
                    "Send to no loopback, link-local and metadata address, but for services with"
                            + " allowLocalAddresses in the policy. Pods are started with it.")
    private boolean refuseLocalUpstreams;

    @Option(
            names = "--redis",
            paramLabel = "URI",
            defaultValue = "${env:XYNERGY_REDIS_URI}",
            description =
                    "Redis that counts rate limits together for all gateways of the policy:"
                            + " redis://, rediss://, redis-sentinel:// or the hosts of a Cluster"
                            + " (docs/HTTP.md). A URI with a password belongs in the variable"
                            + " XYNERGY_REDIS_URI, which is the default. Without it each gateway"
                            + " has its share of a limit.")
    private @Nullable String redis;

    @Option(
            names = "--access-log",
            paramLabel = "FILE",
            description =
                    "File for the access log, or off for none."
                            + " Default: -, which is the standard output.")
    private String accessLog = "-";

    private final PrintWriter err;
    private @Nullable KeyKeeper keeper;

    GatewayCommand(PrintWriter err) {
        this.err = err;
    }

    @Override
    public Integer call() throws InterruptedException {
        GatewayOptions options = options();
        var served = new ServedGateway();
        Signals.serve(served);
        Runtime.getRuntime().addShutdownHook(new Thread(served::stop, "stop"));
        Gateway gateway = null;
        try {
            gateway = Gateway.start(options);
            keepKeys(gateway);
        } catch (PolicyRefusedException e) {
            e.errors()
                    .forEach(error ->
                            err.println(PolicyFile.located(options.source().path(), error)));
            err.println("xynergy: not started, because the configuration is not valid");
            err.flush();
            return ExitCode.INVALID;
        } catch (NoSuchFileException e) {
            throw Failure.input(e.getMessage() + ": no such file" + ending(e.getMessage()));
        } catch (IOException e) {
            throw Failure.input(String.valueOf(e.getMessage()));
        } finally {
            served.is(gateway);
        }
        var stopped = new CountDownLatch(1);
        err.printf(
                "gateway listens on %s, admin on %s, serves %.12s of %s%n",
                Listen.url("http", options.host(), gateway.port()),
                Listen.url("http", options.adminHost(), gateway.adminPort()),
                gateway.digest(),
                options.source().path());
        gateway.tlsPort()
                .ifPresent(
                        n -> err.printf("HTTPS on %s%n", Listen.url("https", options.host(), n)));
        err.flush();
        stopped.await();
        return ExitCode.OK;
    }

    /** As long as the process lives. */
    private void keepKeys(Gateway gateway) throws IOException {
        KeyKeeper keys = keeper;
        if (keys != null) {
            var _ = KeyWatch.start(keys, gateway);
        }
    }

    private static String ending(@Nullable String file) {
        return file != null && Path.of(file).endsWith("revision")
                ? "; it holds the configuration's number, such as 1 (docs/DELIVERY.md)"
                : "";
    }

    /** From the policy or the folder, whichever was given. */
    private GatewayOptions.Builder begun() {
        Path folder = config;
        Path key = deliveryKey;
        if (folder == null && key != null) {
            throw Failure.usage(
                    "--delivery-key: it goes with --config, as an edit of a policy"
                            + " file and a delivery would undo each other");
        }
        if (folder != null && policy.isGiven()) {
            throw Failure.usage("-f and --config: one of them is needed, not both");
        }
        if (folder != null) {
            GatewayOptions.Builder options = GatewayOptions.ofFolder(folder);
            return key == null ? options : options.deliveryKey(key);
        }
        Path file = policy.required(PolicyFile.EXAMPLE);
        PolicyFile.read(file);
        return withKeys(GatewayOptions.of(file), file);
    }

    private GatewayOptions.Builder withKeys(GatewayOptions.Builder options, Path file) {
        Path directory = data;
        if (directory == null) {
            return options;
        }
        keeper = KeyKeeper.of(file, Stack.keys(directory));
        return options.apiKeys(keeper::hashes);
    }

    /** Signs callers, if anything says with which key. */
    private GatewayOptions.Builder signing(GatewayOptions.Builder options) {
        Path file = identityKey;
        Path directory = data;
        if (file != null) {
            return options.identityKey(file);
        }
        if (directory == null || config != null) {
            return options;
        }
        try {
            return options.identityKey(
                    IdentityKeyFiles.make(
                                    Stack.identity(directory),
                                    InstantSource.system(),
                                    new SecureRandom())
                            .privateKeys());
        } catch (IOException e) {
            throw Failure.input(String.valueOf(e.getMessage()));
        }
    }

    private GatewayOptions.Builder withRedis(GatewayOptions.Builder options) {
        String uri = redis;
        try {
            return uri == null || uri.isBlank() ? options : options.redis(uri);
        } catch (IllegalArgumentException e) {
            throw Failure.usage("--redis: " + e.getMessage());
        }
    }

    private GatewayOptions options() {
        GatewayOptions.Builder begun = signing(begun());
        if (cores < 1) {
            throw Failure.usage("--cores " + cores + ": at least 1 is needed");
        }
        if (drainDelay < 0) {
            throw Failure.usage("--drain-delay " + drainDelay + ": 0 or more is needed");
        }
        listen.requireFree();
        new Listen("--admin-host", "--admin-port", "").requireFree(adminHost, adminPort);
        Optional<Path> logFile =
                switch (accessLog) {
                    case "-", "off" -> Optional.empty();
                    default -> Optional.of(Path.of(accessLog));
                };
        GatewayOptions.Builder guarded =
                refuseLocalUpstreams ? begun.refuseLocalUpstreams() : begun;
        return withRedis(guarded)
                .host(listen.host())
                .adminHost(adminHost)
                .ports(listen.port(), adminPort)
                .tlsPort(tlsPort)
                .carrier(carrier, cores)
                .drainDelay(Duration.ofSeconds(drainDelay))
                .accessLog(!accessLog.equals("off"), logFile)
                .build();
    }
}
