package io.xynergy.cli;

import io.xynergy.kit.listener.HostAndPort;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Asks for a port before a server does, so that the response names the option to change.
 *
 * <p>The servers cannot say it themselves: one logs a taken port and carries on, the other shares a
 * port on purpose, which would let a second gateway take a part of the first one's traffic.
 *
 * @param hostOption the option that chooses the address
 * @param portOption the option that chooses the port
 * @param use what would listen there, for commands with several ports; else empty
 */
record Listen(String hostOption, String portOption, String use) {

    /**
     * Fails, with the option to change, if nothing can listen there.
     *
     * @throws Failure naming address, option and reason
     */
    void requireFree(String host, int port) {
        if (port < 0 || port > 65_535) {
            throw Failure.usage(portOption + " " + port + ": a port is a number from 0 to 65535");
        }
        var address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw noSuchAddress(host);
        }
        try (var socket = new ServerSocket()) {
            socket.bind(address);
        } catch (BindException e) {
            throw explained(host, port, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw Failure.input(
                    "cannot listen on %s: %s"
                            .formatted(HostAndPort.text(host, port), e.getMessage()));
        }
    }

    /** A listener's address as a URL; IPv6 addresses get their brackets (RFC 3986, 3.2.2). */
    static String url(String scheme, String host, int port) {
        return scheme + "://" + HostAndPort.text(host, port);
    }

    private Failure explained(String host, int port, String reason) {
        if (reason.contains("assign requested address")) {
            return noSuchAddress(host);
        }
        if (reason.contains("ermission denied")) {
            return Failure.input(
                    "port %s is reserved for the system; choose one from 1024 on with %s"
                            .formatted(wanted(port), portOption));
        }
        return Failure.input(
                "port %s is taken on %s; choose another with %s (0 takes a free one)"
                        .formatted(wanted(port), host, portOption));
    }

    private String wanted(int port) {
        return port + (use.isEmpty() ? "" : ", which %s needs,".formatted(use));
    }

    private Failure noSuchAddress(String host) {
        return Failure.input(hostOption + " " + host + ": this machine has no such address");
    }
}
