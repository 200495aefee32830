package io.xynergy.gateway.config;

import io.xynergy.gateway.tls.Certificates;
import io.xynergy.gateway.tls.TlsTransports;
import io.xynergy.gateway.upstream.UpstreamTls;
import io.xynergy.kit.listener.HostAndPort;
import io.xynergy.policy.PolicyError;
import io.xynergy.policy.compiled.GatewayConfig;
import io.xynergy.policy.compiled.GatewayConfig.Address;
import io.xynergy.policy.compiled.GatewayConfig.Scheme;
import io.xynergy.policy.compiled.GatewayConfig.Service;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Makes ready what services with TLS need, and refuses what cannot be spoken to. */
public final class UpstreamTrust {

    private static final String AUTHORITIES = "ca.crt";

    /** For configurations that are only looked at: it reads no certificate, and trusts nobody. */
    public static final UpstreamTrust UNUSED = new UpstreamTrust();

    private final @Nullable PolicyFolder folder;
    private final @Nullable TlsTransports transports;

    private UpstreamTrust() {
        this.folder = null;
        this.transports = null;
    }

    public UpstreamTrust(PolicyFolder folder, TlsTransports transports) {
        this.folder = folder;
        this.transports = transports;
    }

    /** The addresses that this data plane does not know how to speak to. */
    static List<PolicyError> unspoken(GatewayConfig config) {
        List<PolicyError> errors = new ArrayList<>();
        for (int i = 0; i < config.services().size(); i++) {
            List<Address> addresses = config.services().get(i).addresses();
            for (int j = 0; j < addresses.size(); j++) {
                Address address = addresses.get(j);
                if (address.scheme() == Scheme.H2C) {
                    String field = addresses.size() == 1 ? "url" : "urls[" + j + "]";
                    errors.add(
                            error(
                                    i,
                                    field,
                                    "h2c://%s: HTTP/2 is not spoken to upstreams yet; use http:// or https://"
                                            .formatted(
                                                    HostAndPort.text(
                                                            address.host(), address.port()))));
                }
            }
        }
        return errors;
    }

    /** What the service at a place of the policy needs; null if it has no address with TLS. */
    @Nullable UpstreamTls of(Service service, int index) throws UntrustedException {
        PolicyFolder from = folder;
        TlsTransports over = transports;
        if (from == null
                || over == null
                || service.addresses().stream().noneMatch(a -> a.scheme() == Scheme.HTTPS)) {
            return null;
        }
        GatewayConfig.UpstreamTls tls = service.tls();
        String secret = tls == null ? null : tls.caSecret();
        String config = tls == null ? null : tls.caConfig();
        try {
            return new UpstreamTls(over, context(from, secret, config));
        } catch (IOException e) {
            String field = secret == null ? "tls.ca.config" : "tls.ca.secret";
            throw new UntrustedException(error(index, field, String.valueOf(e.getMessage())));
        }
    }

    private static SSLContext context(
            PolicyFolder folder, @Nullable String secret, @Nullable String config)
            throws IOException {
        if (secret == null && config == null) {
            return Certificates.platformTrust();
        }
        Path file =
                secret == null
                        ? folder.config(String.valueOf(config), AUTHORITIES)
                        : folder.secret(secret, AUTHORITIES);
        return Certificates.trust(file);
    }

    private static PolicyError error(int service, String field, String message) {
        return new PolicyError("spec.services[" + service + "]." + field, 0, 0, message);
    }

    /** A service's authorities cannot be had. */
    static final class UntrustedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient PolicyError error;

        UntrustedException(PolicyError error) {
            super(error.message());
            this.error = error;
        }

        PolicyError error() {
            return error;
        }
    }
}
