package io.xynergy.gateway.tls;

import io.xynergy.gateway.memory.MemoryLedger;
import io.xynergy.gateway.wire.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/** Puts TLS over streams, as a client or as a server; what all such streams share is here. */
public final class TlsTransports implements AutoCloseable {

    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};
    private static final String[] PROTOCOLS = {"http/1.1"};

    private static final byte[] NOT_TLS =
            """
            HTTP/1.1 400 Bad Request\r
            Content-Type: text/plain\r
            Content-Length: 42\r
            Connection: close\r
            \r
            This port takes HTTPS; the scheme is http.\
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
     * @param name whom the server's certificate has to name: a host name or an IP address
     * @param deadline when the handshake has to be over
     * @throws SSLException if the server cannot be trusted or speaks no TLS
     */
    public Transport client(Transport raw, SSLContext context, String name, long deadline)
            throws IOException {
        SSLEngine engine = context.createSSLEngine(name, raw.remoteAddress().getPort());
        engine.setUseClientMode(true);
        SSLParameters parameters = parameters(engine);
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        if (!isLiteral(name)) {
            parameters.setServerNames(List.of(new SNIHostName(name)));
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
        engine.setHandshakeApplicationProtocolSelector(
                (_, offered) -> offered.contains(PROTOCOLS[0]) ? PROTOCOLS[0] : "");
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

    /** Takes the buffers back of a connection that is over, which a client had made. */
    void release(Transport secured) {
        if (secured instanceof TlsTransport transport) {
            transport.release();
        }
    }

    private static SSLParameters parameters(SSLEngine engine) {
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(VERSIONS);
        parameters.setApplicationProtocols(PROTOCOLS);
        parameters.setUseCipherSuitesOrder(true);
        return parameters;
    }

    private static void deadlines(Transport raw, long deadline) {
        raw.readDeadline(deadline);
        raw.writeDeadline(deadline);
    }

    private static boolean isLiteral(String name) {
        try {
            InetAddress.ofLiteral(name);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    @Override
    public void close() {
        tasks.close();
    }
}
