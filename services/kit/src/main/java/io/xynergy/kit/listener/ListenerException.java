package io.xynergy.kit.listener;

/** A listener could not be started; the message says where it tried. */
public final class ListenerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int port;

    ListenerException(String host, int port, String reason) {
        super("cannot listen on %s: %s".formatted(HostAndPort.text(host, port), reason));
        this.port = port;
    }

    /** The port that was asked for. */
    public int port() {
        return port;
    }
}
