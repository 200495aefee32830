package io.xynergy.gateway.testing;

import io.xynergy.gateway.Gateway;
import io.xynergy.gateway.GatewayOptions;
import io.xynergy.gateway.wire.Lanes;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A gateway in a process of its own, for what needs its own limits: heap, descriptors. */
public final class GatewayProcess implements AutoCloseable {

    private final Process process;
    private final Path policy;
    private final int port;

    private GatewayProcess(Process process, Path policy, int port) {
        this.process = process;
        this.policy = policy;
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
        Path file = Files.writeString(Files.createTempFile("gateway", ".yaml"), policy);
        List<String> command = new ArrayList<>(List.of("sh", "-c", limits + "; exec \"$@\"", "sh"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(GatewayProcess.class.getName(), file.toString(), carrier.name()));
        Process process =
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        BufferedReader output = process.inputReader(StandardCharsets.US_ASCII);
        String line = output.readLine();
        if (line == null) {
            throw new AssertionError("the gateway's process ended at its start");
        }
        return new GatewayProcess(process, file, Integer.parseInt(line));
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
        Files.delete(policy);
    }
}
