package io.xynergy.gateway.tls;

import io.xynergy.gateway.memory.MemoryLedger;
import io.xynergy.gateway.wire.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** Puts TLS over streams, as a client or as a server; what all such streams share is here. */
public final class TlsTransports implements AutoCloseable {

    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

    /** What is spoken, the preferred one first; both have registered names (RFC 7301, 6). */
    private static final String[] PROTOCOLS = {"http/1.1", "http/1.0"};

    private static final String[] ASKED = {PROTOCOLS[0]};

    /**
     * Authenticated ciphers with keys of their own for each connection: in TLS 1.2 neither CBC nor
     * RSA key exchange nor finite-field Diffie-Hellman (RFC 9325, 4.1 and 4.2; RFC 9847).
     */
    private static final String[] CIPHERS = {
        "TLS_AES_256_GCM_SHA384",
        "TLS_AES_128_GCM_SHA256",
        "TLS_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"
    };

    /** Elliptic curves alone, in TLS 1.3 too. */
    private static final String[] GROUPS = {"x25519", "secp256r1", "secp384r1", "secp521r1"};

    private static final byte[] NOT_TLS =
            """
            HTTP/1.1 400 Bad Request\r
            Content-Type: text/plain\r
            Content-Length: 53\r
            Connection: close\r
            \r
            This port expects HTTPS, but plain HTTP was received.\
            """
                    .getBytes(StandardCharsets.US_ASCII);

    /** Of clients, who may be many and slow: what they hold is in the ledger. */
    private final RecordBuffers buffers;

    /** Of upstreams; each belongs to a request, which is in the ledger. */
    private final RecordBuffers upstreamBuffers = new RecordBuffers(_ -> {}, _ -> {});

    private final HandshakeTasks tasks;

    /**
     * Starts nothing until there is something to do.
     *
     * @param threads how many handshakes compute at once
     * @param ledger learns what buffers for records hold
     */
    public TlsTransports(int threads, MemoryLedger ledger) {
        buffers = new RecordBuffers(ledger.heap()::take, ledger.heap()::give);
        tasks = new HandshakeTasks(threads);
    }

    /**
     * Secures a connection that we made.
     *
     * @param server whom the server's certificate has to name: a host name or an IP address
     * @param deadline when the handshake has to be over
     * @throws SSLException if the server cannot be trusted or speaks no TLS
     */
    public Transport client(Transport raw, SSLContext context, String server, long deadline)
            throws IOException {
        // The dot of a whole domain name is neither in certificates nor sent (RFC 6066, 3).
        String name = server.endsWith(".") ? server.substring(0, server.length() - 1) : server;
        SSLEngine engine = context.createSSLEngine(name, raw.remoteAddress().getPort());
        engine.setUseClientMode(true);
        SSLParameters parameters = parameters(engine);
        parameters.setApplicationProtocols(ASKED);
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        if (CertificateNames.address(name) == null) {
            parameters.setServerNames(List.of(serverName(name)));
        }
        engine.setSSLParameters(parameters);
        var transport = new TlsTransport(raw, engine, upstreamBuffers, tasks);
        deadlines(raw, deadline);
        transport.handshake();
        deadlines(raw, Transport.NO_DEADLINE);
        return transport;
    }

    /**
     * Secures a connection that a client made; one that speaks plain HTTP is told so.
     *
     * @param deadline when the handshake has to be over
     * @throws SSLException if the client speaks no TLS that we speak
     */
    public Transport server(Transport raw, SSLContext context, long deadline) throws IOException {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setSSLParameters(parameters(engine));
        engine.setHandshakeApplicationProtocolSelector((_, offered) -> spoken(offered));
        var transport = new TlsTransport(raw, engine, buffers, tasks);
        deadlines(raw, deadline);
        try {
            if (transport.isForeign()) {
                raw.write(ByteBuffer.wrap(NOT_TLS));
                raw.closeOutput();
                throw new SSLException("the client speaks no TLS");
            }
            transport.handshake();
        } catch (IOException | RuntimeException e) {
            transport.release();
            throw e;
        }
        deadlines(raw, Transport.NO_DEADLINE);
        return transport;
    }

    /** The protocol to speak; null, which ends the handshake with alert 120: none of these. */
    private static @Nullable String spoken(List<String> offered) {
        for (String protocol : PROTOCOLS) {
            if (offered.contains(protocol)) {
                return protocol;
            }
        }
        return null;
    }

    private static SNIHostName serverName(String name) throws SSLException {
        try {
            return new SNIHostName(name);
        } catch (IllegalArgumentException e) {
            throw new SSLException(name + " cannot be used as a TLS server name", e);
        }
    }

    /** Takes the buffers back of a connection that is over, which a client had made. */
    void release(Transport secured) {
        if (secured instanceof TlsTransport transport) {
            transport.release();
        }
    }

    private static SSLParameters parameters(SSLEngine engine) {
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(VERSIONS);
        parameters.setCipherSuites(CIPHERS);
        parameters.setNamedGroups(GROUPS);
        parameters.setUseCipherSuitesOrder(true);
        return parameters;
    }

    private static void deadlines(Transport raw, long deadline) {
        raw.readDeadline(deadline);
        raw.writeDeadline(deadline);
    }

    @Override
    public void close() {
        tasks.close();
    }
}
