package io.xynergy.gateway.testing;

import io.xynergy.gateway.Gateway;
import io.xynergy.gateway.GatewayOptions;
import io.xynergy.gateway.wire.Lanes;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** A gateway in a process of its own, for what needs its own limits: heap, descriptors. */
public final class GatewayProcess implements AutoCloseable {

    private static final String JAR = "classes.jar";

    private final Process process;
    private final BufferedReader output;
    private final BlockingQueue<String> log = new LinkedBlockingQueue<>();
    private final Path folder;
    private final int port;
    private final int adminPort;
    private final int tlsPort;

    private GatewayProcess(Process process, Path folder) throws IOException {
        this.process = process;
        this.folder = folder;
        this.output = process.inputReader(StandardCharsets.US_ASCII);
        Thread.ofVirtual().start(() -> process.errorReader().lines().forEach(log::add));
        this.port = readNumber();
        this.adminPort = readNumber();
        this.tlsPort = readNumber();
    }

    private int readNumber() throws IOException {
        String line = output.readLine();
        if (line == null) {
            throw new AssertionError("the gateway's process ended at its start: " + log);
        }
        return Integer.parseInt(line);
    }

    /**
     * Starts one; it serves when this returns.
     *
     * @param limits a shell command that sets limits first, such as {@code ulimit -n 128}
     */
    public static GatewayProcess start(
            Lanes.Choice carrier, String limits, List<String> jvmOptions, String policy)
            throws IOException {
        return start(carrier, limits, jvmOptions, Map.of("policy.yaml", policy));
    }

    /**
     * Starts one; it serves when this returns.
     *
     * @param limits a shell command that sets limits first, such as {@code ulimit -n 128}
     * @param files the texts of {@code policy.yaml} and of what it names, by their paths
     */
    public static GatewayProcess start(
            Lanes.Choice carrier, String limits, List<String> jvmOptions, Map<String, String> files)
            throws IOException {
        Path folder = Files.createTempDirectory("gateway");
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
            GatewayFixture.settle(path);
        }
        List<String> command = new ArrayList<>(List.of("sh", "-c", limits + "; exec \"$@\"", "sh"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.addAll(jvmOptions);
        command.addAll(List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED"));
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(List.of("-cp", classPath(folder)));
        String policy = folder.resolve("policy.yaml").toString();
        command.addAll(List.of(GatewayProcess.class.getName(), policy, carrier.name()));
        return new GatewayProcess(new ProcessBuilder(command).start(), folder);
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

    /** The admin port. */
    public int adminPort() {
        return adminPort;
    }

    /** The port for HTTPS; 0 when the policy names no certificate. */
    public int tlsPort() {
        return tlsPort;
    }

    /** Waits until the process has ended by itself, and returns its exit code. */
    public int awaitEnd() {
        Await.until(() -> "the process ends; its log: " + log, () -> !process.isAlive());
        return process.exitValue();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Takes all the descriptors that the process has left. */
    public void takeDescriptors() throws IOException {
        command();
    }

    /** Frees what {@link #takeDescriptors} took. */
    public void freeDescriptors() throws IOException {
        command();
    }

    private void command() throws IOException {
        process.outputWriter().write("\n");
        process.outputWriter().flush();
        if (output.readLine() == null) {
            throw new AssertionError("the gateway's process ended: " + log);
        }
    }

    /** What a client reads; if it cannot, the process's log goes with the failure. */
    public Response read(RawClient client) throws IOException {
        try {
            return client.read();
        } catch (IOException e) {
            throw new IOException(e.getMessage() + "; the process's log: " + log, e);
        }
    }

    /** Waits for a line in the process's log that has {@code part} in it, and forgets the lines. */
    public void awaitLog(String part) {
        Await.until(
                () -> part + " in the log: " + log,
                () -> log.stream().anyMatch(line -> line.contains(part)));
        log.clear();
    }

    /**
     * Runs in the process: the policy's file, the carrier; prints the ports. Each line of input
     * takes all descriptors that are left, or frees them again.
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        openPollers();
        Gateway gateway =
                Gateway.start(
                        GatewayOptions.of(Path.of(arguments[0]))
                                .host("127.0.0.1")
                                .ports(0, 0)
                                .tlsPort(0)
                                .carrier(Lanes.Choice.valueOf(arguments[1]), 1)
                                .accessLog(false, Optional.empty())
                                .build());
        Runtime.getRuntime().addShutdownHook(new Thread(gateway::close));
        System.out.println(gateway.port());
        System.out.println(gateway.adminPort());
        System.out.println(gateway.tlsPort().orElse(0));
        List<Closeable> taken = new ArrayList<>();
        while (System.in.read() >= 0) {
            if (taken.isEmpty()) {
                takeAll(taken);
            } else {
                for (Closeable one : taken) {
                    one.close();
                }
                taken.clear();
            }
            System.out.println(taken.size());
        }
    }

    /**
     * The JVM opens what it watches sockets with when a virtual thread first waits for one, which a
     * connection would not survive while there are no descriptors.
     */
    private static void openPollers() throws IOException, InterruptedException {
        InetAddress here = InetAddress.getLoopbackAddress();
        try (var server = new ServerSocket(0, 1, here);
                var client = new Socket(here, server.getLocalPort());
                Socket peer = server.accept()) {
            Thread reader = Thread.ofVirtual().start(() -> readOne(peer));
            Await.until("it waits", () -> reader.getState() == Thread.State.WAITING);
            client.getOutputStream().write(1);
            reader.join();
        }
    }

    private static void readOne(Socket socket) {
        try {
            socket.getInputStream().read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void takeAll(List<Closeable> taken) {
        try {
            while (true) {
                taken.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException e) {
            // There are no more, which is what was asked for.
        }
    }

    /** Tells the process to end, as an orchestrator does, and returns at once. */
    public void stop() {
        process.destroy();
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
        output.close();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
