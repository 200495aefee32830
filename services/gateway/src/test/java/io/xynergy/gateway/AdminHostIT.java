package io.xynergy.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who reaches the admin listener. */
final class AdminHostIT {

    /** On Linux an address of this machine, where a listener at 127.0.0.1 is not. */
    private static final String ANOTHER = "127.0.0.2";

    private final GatewayOptions.Builder options;

    AdminHostIT(@TempDir Path folder) throws IOException {
        Path policy =
                Files.writeString(
                        folder.resolve("policy.yaml"),
                        """
                        apiVersion: gateway.xynergy.io/v1alpha1
                        kind: GatewayPolicy
                        metadata: {name: admin}
                        spec:
                          routes:
                            - name: all
                              match: [{path: {prefix: /}}]
                              redirect: {path: /}
                              auth: {mode: None}
                        """);
        options =
                GatewayOptions.of(policy)
                        .ports(0, 0)
                        .carrier(Lanes.Choice.THREAD, 1)
                        .accessLog(false, Optional.empty());
    }

    private static void connect(String host, int port) throws IOException {
        try (var socket = new Socket(host, port)) {
            assertThat(socket.isConnected()).isTrue();
        }
    }

    @Test
    void adminListenerIsForThisMachineAloneWhateverTheHostOfTraffic() throws IOException {
        try (Gateway gateway = Gateway.start(options.host("0.0.0.0").build())) {
            connect("127.0.0.1", gateway.adminPort());
            assertThatThrownBy(() -> connect(ANOTHER, gateway.adminPort()))
                    .isInstanceOf(ConnectException.class);
            connect("127.0.0.1", gateway.port());
        }
    }

    @Test
    void onlyThisMachineIsToldWhatBecomesOfARequest() throws IOException {
        try (Gateway gateway =
                Gateway.start(options.host("127.0.0.1").adminHost("0.0.0.0").build())) {
            for (InetAddress outside : outsides()) {
                assertThat(explain(outside, gateway.adminPort())).as("%s", outside).isEqualTo(403);
            }
            assertThat(explain(InetAddress.ofLiteral("127.0.0.1"), gateway.adminPort()))
                    .isEqualTo(200);
        }
    }

    private static int explain(InetAddress address, int port) throws IOException {
        try (var socket = new Socket(address, port);
                RawClient client = RawClient.over(socket)) {
            client.send(
                    "POST /explain HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "Content-Length: 27\r\n\r\n{\"target\":\"/\",\"headers\":[]}");
            return client.read().status();
        }
    }

    /** Addresses of this machine that others reach. */
    private static List<InetAddress> outsides() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .toList();
    }

    @Test
    void adminListenerIsWhereItIsWanted() throws IOException {
        try (Gateway gateway =
                Gateway.start(options.host("127.0.0.1").adminHost("0.0.0.0").build())) {
            connect("127.0.0.1", gateway.adminPort());
        }
        try (Gateway gateway = Gateway.start(options.adminHost("localhost").build())) {
            connect("localhost", gateway.adminPort());
        }
    }
}
