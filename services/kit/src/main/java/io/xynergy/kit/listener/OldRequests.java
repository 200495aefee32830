package io.xynergy.kit.listener;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;

/**
 * Lets Helidon's HTTP/1.1 serve requests of HTTP/1.0, which it refuses by itself.
 *
 * <p>Health checks of load balancers still send them: HAProxy's {@code option httpchk}, F5, the
 * classic one of AWS. The first head of a connection is read here; if it is one of HTTP/1.0,
 * Helidon sees {@link OldHead what it means} in HTTP/1.1. All else passes untouched.
 */
final class OldRequests implements ServerConnectionSelector {

    private final Http1ConnectionSelector http1;

    OldRequests(Http1Config config) {
        this.http1 = Http1ConnectionSelector.builder().config(config).build();
    }

    /** None: it is the only one, and reads by itself. */
    @Override
    public int bytesToIdentifyConnection() {
        return 0;
    }

    @Override
    public Support supports(BufferData data) {
        return Support.SUPPORTED;
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return http1.supportedApplicationProtocols();
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        var received = new Received(context.dataReader());
        return http1.connection(new Translated(context, new DataReader(received::next)));
    }

    /** The bytes of a connection, with its first head as HTTP/1.1 has it. */
    private static final class Received {

        private final DataReader from;
        private boolean begun;

        Received(DataReader from) {
            this.from = from;
        }

        byte[] next() {
            if (begun) {
                return arrived();
            }
            begun = true;
            var head = new OldHead();
            do {
                head.add(arrived());
            } while (head.needsMore());
            return head.translated();
        }

        private byte[] arrived() {
            from.ensureAvailable();
            return from.readBytes(from.available());
        }
    }

    /** A connection of which Helidon reads what was translated. */
    private record Translated(ConnectionContext context, DataReader dataReader)
            implements ConnectionContext {

        @Override
        public ListenerContext listenerContext() {
            return context.listenerContext();
        }

        @Override
        public ExecutorService executor() {
            return context.executor();
        }

        @Override
        public DataWriter dataWriter() {
            return context.dataWriter();
        }

        @Override
        public Router router() {
            return context.router();
        }

        @Override
        public Optional<ProxyProtocolData> proxyProtocolData() {
            return context.proxyProtocolData();
        }

        @Override
        public HelidonSocket serverSocket() {
            return context.serverSocket();
        }

        @Override
        public PeerInfo remotePeer() {
            return context.remotePeer();
        }

        @Override
        public PeerInfo localPeer() {
            return context.localPeer();
        }

        @Override
        public boolean isSecure() {
            return context.isSecure();
        }

        @Override
        public String socketId() {
            return context.socketId();
        }

        @Override
        public String childSocketId() {
            return context.childSocketId();
        }
    }
}
