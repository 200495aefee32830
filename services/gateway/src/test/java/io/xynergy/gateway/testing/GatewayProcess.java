package io.xynergy.gateway.testing;

import io.xynergy.gateway.Gateway;
import io.xynergy.gateway.GatewayOptions;
import io.xynergy.gateway.wire.Lanes;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** A gateway in a process of its own, for what needs its own limits: heap, descriptors. */
public final class GatewayProcess implements AutoCloseable {

    private static final String JAR = "classes.jar";

    private final Process process;
    private final Path folder;
    private final int port;

    private GatewayProcess(Process process, Path folder, int port) {
        this.process = process;
        this.folder = folder;
        this.port = port;
    }

    /**
     * Starts one; it serves when this returns.
     *
     * @param limits a shell command that sets limits first, such as {@code ulimit -n 128}
     */
    public static GatewayProcess start(
            Lanes.Choice carrier, String limits, List<String> jvmOptions, String policy)
            throws IOException {
        Path folder = Files.createTempDirectory("gateway");
        Path file = Files.writeString(folder.resolve("policy.yaml"), policy);
        List<String> command = new ArrayList<>(List.of("sh", "-c", limits + "; exec \"$@\"", "sh"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED"));
        command.addAll(List.of("-cp", classPath(folder)));
        command.addAll(List.of(GatewayProcess.class.getName(), file.toString(), carrier.name()));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        BufferedReader output = process.inputReader(StandardCharsets.US_ASCII);
        String line = output.readLine();
        if (line == null) {
            throw new AssertionError("the gateway's process ended at its start");
        }
        return new GatewayProcess(process, folder, Integer.parseInt(line));
    }

    /**
     * The class path of this process with its folders packed into one jar, as in production: a
     * class in a folder cannot be loaded when descriptors have run out.
     */
    private static String classPath(Path folder) throws IOException {
        Path jar = folder.resolve(JAR);
        List<String> entries = new ArrayList<>(List.of(jar.toString()));
        Set<String> packed = new HashSet<>();
        try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
                Path path = Path.of(entry);
                if (Files.isDirectory(path)) {
                    pack(path, out, packed);
                } else {
                    entries.add(entry);
                }
            }
        }
        return String.join(File.pathSeparator, entries);
    }

    private static void pack(Path root, JarOutputStream out, Set<String> packed)
            throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(root)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            String name = root.relativize(file).toString();
            if (packed.add(name)) {
                out.putNextEntry(new JarEntry(name));
                Files.copy(file, out);
                out.closeEntry();
            }
        }
    }

    /** The traffic port. */
    public int port() {
        return port;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Runs in the process: the policy's file, the carrier; prints the port. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Gateway gateway =
                Gateway.start(
                        GatewayOptions.of(Path.of(arguments[0]))
                                .host("127.0.0.1")
                                .ports(0, 0)
                                .carrier(Lanes.Choice.valueOf(arguments[1]), 1)
                                .accessLog(false, Optional.empty()));
        Runtime.getRuntime().addShutdownHook(new Thread(gateway::close));
        System.out.println(gateway.port());
        Thread.currentThread().join();
    }

    /** Ends the process as an orchestrator does, and asserts that it has ended within bounds. */
    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(Await.BOUND.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("the gateway's process did not end");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        process.getInputStream().close();
        Files.delete(folder.resolve("policy.yaml"));
        Files.delete(folder.resolve(JAR));
        Files.delete(folder);
    }
}
