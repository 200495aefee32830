package io.xynergy.cli.stack;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Redis on this machine: how it is run. */
final class RedisServer {

    static final String NAME = "redis";
    private static final int PROBE_MILLIS = 500;

    private RedisServer() {}

    /** The server as a process; what was written to it is in {@code data} when it ends. */
    static Program program(Path server, Path data, int port) {
        List<String> command =
                List.of(
                        server.toString(),
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--dir",
                        data.toString(),
                        "--appendonly",
                        "yes",
                        "--save",
                        "");
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        return new Program(
                NAME,
                command,
                Map.of(),
                new Program.Stop("TERM", Duration.ofSeconds(10)),
                _ -> Probe.answers(address, "PING\r\n", PROBE_MILLIS, List.of("+PONG")));
    }
}
