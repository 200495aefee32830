package io.xynergy.gateway.upstream;

import io.xynergy.gateway.tls.TlsTransports;
import io.xynergy.gateway.wire.Transport;
import java.io.IOException;
import javax.net.ssl.SSLContext;

/**
 * How a pool secures its connections; sessions are resumed through its one context.
 *
 * @param context whom it trusts
 */
public record UpstreamTls(TlsTransports transports, SSLContext context) {

    /** Secures a connection, or closes it. */
    Transport secure(Transport raw, String name, long deadline) throws IOException {
        try {
            return transports.client(raw, context, name, deadline);
        } catch (IOException | RuntimeException e) {
            raw.close();
            throw e;
        }
    }
}
