package io.xynergy.gateway.exchange;

import io.xynergy.gateway.address.AddressBlocks;
import io.xynergy.gateway.address.AddressText;
import io.xynergy.gateway.address.Networks;
import io.xynergy.gateway.http.Ascii;
import io.xynergy.gateway.memory.Pace;
import io.xynergy.gateway.observe.LogText;
import io.xynergy.gateway.upstream.UpstreamPool;
import io.xynergy.gateway.wire.Transport;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A client's connection and what is said about it to upstreams and in the log. */
public final class Client {

    private static final String HOST_BEGINS = ";host=\"";

    private final Transport transport;
    private final ClientWatch watch;
    private final boolean secure;
    private final Pace sending = new Pace();
    private final Pace taking = new Pace();
    private volatile boolean shed;

    /** Read by other threads, for which a value of a moment ago will do. */
    private @Nullable UpstreamPool using;

    private final InetAddress address;
    private byte @Nullable [] network;
    private final String addressText;
    private final byte[] forwarding;
    private final LogText logText;
    private @Nullable AddressBlocks checkedBy;
    private boolean trusted;

    public Client(Transport transport, boolean secure) {
        this.transport = transport;
        this.watch = new ClientWatch(transport);
        this.secure = secure;
        this.address = transport.remoteAddress().getAddress();
        this.addressText = AddressText.of(address);
        this.logText = LogText.of(addressText);
        int port = port();
        this.forwarding =
                Ascii.bytes(
                        "X-Forwarded-For: %s\r\nX-Real-IP: %s\r\nX-Forwarded-Proto: %s\r\n"
                                        .formatted(addressText, addressText, scheme())
                                + "X-Forwarded-Port: %d\r\nForwarded: for=%s;proto=%s"
                                        .formatted(port, Provenance.node(addressText), scheme())
                                + HOST_BEGINS);
    }

    /** The network that it is counted as; see {@link Networks}. */
    public byte[] network() {
        byte[] known = network;
        if (known == null) {
            known = Networks.of(address);
            network = known;
        }
        return known;
    }

    public Transport transport() {
        return transport;
    }

    /** How it keeps up with sending. */
    public Pace sending() {
        return sending;
    }

    /** How it keeps up with taking responses. */
    public Pace taking() {
        return taking;
    }

    /** Says whether it was too slow while memory was short, and is ended. */
    public void shed(boolean ended) {
        shed = ended;
    }

    /** Its request wants a connection of a pool from now on; null: it wants none. */
    public void uses(@Nullable UpstreamPool pool) {
        using = pool;
    }

    @SuppressWarnings("ReferenceEquality") // pools are what they are by identity
    public boolean isUsing(UpstreamPool pool) {
        return using == pool;
    }

    /** Its request is over; the pool that it used, if any. */
    public @Nullable UpstreamPool letGo() {
        UpstreamPool used = using;
        using = null;
        return used;
    }

    /** Whether its request wants, or has, a connection of any pool. */
    public boolean isUsingAny() {
        return using != null;
    }

    public boolean isShed() {
        return shed;
    }

    /** Notices that it leaves while it waits. */
    public ClientWatch watch() {
        return watch;
    }

    /** Whether it came by TLS. */
    public boolean isSecure() {
        return secure;
    }

    /** The port that it connected to; the scheme's, where a load balancer does not know it. */
    public int port() {
        int known = transport.localAddress().getPort();
        return known > 0 ? known : secure ? 443 : 80;
    }

    private String scheme() {
        return secure ? "https" : "http";
    }

    public InetAddress address() {
        return address;
    }

    /** The peer's address as text, without brackets. */
    public String addressText() {
        return addressText;
    }

    /** The peer's address for the access log. */
    public LogText logText() {
        return logText;
    }

    /**
     * The forwarding fields for requests of a client that is not trusted, up to the host within
     * Forwarded; made once a connection.
     */
    public byte[] forwarding() {
        return forwarding;
    }

    /** The forwarding fields of a request that names no host, as one of HTTP/1.0 may. */
    public byte[] hostlessForwarding() {
        int length = forwarding.length - HOST_BEGINS.length();
        return Ascii.bytes(new String(forwarding, 0, length, StandardCharsets.US_ASCII) + "\r\n");
    }

    /** Whether what it says about others is believed under this snapshot. */
    public boolean isTrusted(AddressBlocks proxies) {
        if (checkedBy != proxies) {
            trusted = proxies.contains(address);
            checkedBy = proxies;
        }
        return trusted;
    }
}
