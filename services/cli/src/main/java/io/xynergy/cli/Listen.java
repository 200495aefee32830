package io.xynergy.cli;

import java.net.BindException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Turns a listener that could not start into a message that says which and what to do. */
final class Listen {

    private Listen() {}

    static <T> T on(String host, int port, String option, Supplier<T> start) {
        if (port < 0 || port > 65_535) {
            throw Failure.usage(option + " " + port + ": a port is a number from 0 to 65535");
        }
        try {
            return start.get();
        } catch (RuntimeException e) {
            for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
                switch (cause) {
                    case BindException bind -> throw taken(host, port, option, bind);
                    case UnknownHostException _,
                            UnresolvedAddressException _ ->
                            throw noSuchAddress(host);
                    case SocketException unresolved
                            when "Unresolved address".equals(unresolved.getMessage()) ->
                            throw noSuchAddress(host);
                    default -> {
                        // look further down
                    }
                }
            }
            throw e;
        }
    }

    private static Failure taken(String host, int port, String option, BindException bind) {
        String reason = String.valueOf(bind.getMessage());
        if (reason.contains("assign requested address")) {
            return noSuchAddress(host);
        }
        if (reason.contains("ermission denied")) {
            return Failure.input(
                    "port %d is reserved for the system; choose one from 1024 with %s"
                            .formatted(port, option));
        }
        return Failure.input(
                "port %d is taken on %s; choose another with %s (0 takes a free one)"
                        .formatted(port, host, option));
    }

    private static Failure noSuchAddress(String host) {
        return Failure.input("--host " + host + ": this machine has no such address");
    }
}
