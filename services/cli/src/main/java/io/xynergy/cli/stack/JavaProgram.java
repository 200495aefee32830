package io.xynergy.cli.stack;

import static java.util.Locale.ROOT;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A service of this build as a JVM of its own, beside the one that runs now. */
final class JavaProgram {

    private static final Duration STOP_WITHIN = Duration.ofSeconds(15);
    private static final int PROBE_MILLIS = 2000;

    private JavaProgram() {}

    static Program of(LocalModule module, Ports ports, Map<String, String> environment) {
        String classPath = System.getProperty("java.class.path");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(module.jvm());
        command.addAll(
                List.of(
                        "-XX:AOTMode=auto",
                        "-Xlog:disable",
                        "-Xlog:all=warning,aot*=off,cds*=off:stderr"));
        StartCache.of(Path.of(classPath), module.name())
                .ifPresent(cache -> command.add("-XX:AOTCache=" + cache));
        command.addAll(own(module.name()));
        command.addAll(List.of("-cp", classPath, module.mainClass()));
        var admin =
                new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), ports.of(module.adminPort()));
        return new Program(
                module.name(),
                command,
                environment,
                new Program.Stop("TERM", STOP_WITHIN),
                _ -> isReady(admin));
    }

    /** {@code XYNERGY_CRM_JAVA_OPTS} and the like add options, such as a debugger's. */
    private static List<String> own(String name) {
        String options = System.getenv("XYNERGY_%s_JAVA_OPTS".formatted(name.toUpperCase(ROOT)));
        return options == null || options.isBlank()
                ? List.of()
                : List.of(options.strip().split("\\s+"));
    }

    private static boolean isReady(InetSocketAddress admin) {
        String request =
                "GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        return Probe.answers(admin, request, PROBE_MILLIS, List.of("HTTP/1.1 200", "HTTP/1.0 200"));
    }
}
