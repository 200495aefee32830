package io.xynergy.cli;

import io.xynergy.kit.listener.HostAndPort;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Asks for a port before a server does, so that the answer names the option to change.
 *
 * <p>The servers cannot say it themselves: one logs a taken port and carries on, the other shares a
 * port on purpose, which would let a second gateway take a part of the first one's traffic.
 */
final class Listen {

    private Listen() {}

    static void requireFree(String host, int port, String option) {
        requireFree(host, port, option, "");
    }

    /** {@code use} says what would listen there, for commands with several ports. */
    static void requireFree(String host, int port, String option, String use) {
        if (port < 0 || port > 65_535) {
            throw Failure.usage(option + " " + port + ": a port is a number from 0 to 65535");
        }
        var address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw noSuchAddress(host);
        }
        try (var socket = new ServerSocket()) {
            socket.bind(address);
        } catch (BindException e) {
            String wanted = use.isEmpty() ? "" : ", which %s needs,".formatted(use);
            throw explained(host, port + wanted, option, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw Failure.input(
                    "cannot listen on %s: %s"
                            .formatted(HostAndPort.text(host, port), e.getMessage()));
        }
    }

    private static Failure explained(String host, String port, String option, String reason) {
        if (reason.contains("assign requested address")) {
            return noSuchAddress(host);
        }
        if (reason.contains("ermission denied")) {
            return Failure.input(
                    "port %s is reserved for the system; choose one from 1024 on with %s"
                            .formatted(port, option));
        }
        return Failure.input(
                "port %s is taken on %s; choose another with %s (0 takes a free one)"
                        .formatted(port, host, option));
    }

    private static Failure noSuchAddress(String host) {
        return Failure.input("--host " + host + ": this machine has no such address");
    }
}
