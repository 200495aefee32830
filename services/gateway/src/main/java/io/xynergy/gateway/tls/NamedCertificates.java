package io.xynergy.gateway.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Chooses what a listener shows by the name that a client asks for (RFC 6066, 3): a certificate
 * that names the host itself, else one with a wildcard in place of the host's first label, else the
 * default, which also clients get that ask for no name.
 *
 * <p>Of several for one name the first is taken whose kind of key the client can check, so that a
 * name may have an RSA and an EC certificate. Immutable.
 */
final class NamedCertificates extends X509ExtendedKeyManager {

    private final List<ServerCertificate> all;

    /** By host name or wildcard, in the order of the policy. */
    private final Map<String, List<ServerCertificate>> byName = new HashMap<>();

    /** The first and those for exactly the same names. */
    private final List<ServerCertificate> byDefault = new ArrayList<>();

    /**
     * Chooses among these.
     *
     * @param all at least one; the first is the default
     */
    NamedCertificates(List<ServerCertificate> all) {
        this.all = List.copyOf(all);
        for (ServerCertificate certificate : all) {
            for (String host : certificate.hosts()) {
                byName.computeIfAbsent(host, _ -> new ArrayList<>()).add(certificate);
            }
            if (certificate.hosts().equals(all.getFirst().hosts())) {
                byDefault.add(certificate);
            }
        }
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        ServerCertificate chosen = choose(requestedHost(engine), keyType);
        return chosen == null ? null : Integer.toString(all.indexOf(chosen));
    }

    /**
     * The certificate for a client.
     *
     * @param host in lower case; null: it asks for none
     * @param keyType a kind of key that it can check
     * @return null: none for this name is of this kind
     */
    @Nullable ServerCertificate choose(@Nullable String host, String keyType) {
        for (ServerCertificate candidate : candidates(host)) {
            if (candidate.keyType().equals(keyType)) {
                return candidate;
            }
        }
        return null;
    }

    private List<ServerCertificate> candidates(@Nullable String host) {
        if (host == null) {
            return byDefault;
        }
        List<ServerCertificate> exact = byName.get(host);
        if (exact != null) {
            return exact;
        }
        String wildcard = CertificateNames.wildcard(host);
        return wildcard == null ? byDefault : byName.getOrDefault(wildcard, byDefault);
    }

    private static @Nullable String requestedHost(@Nullable SSLEngine engine) {
        if (engine != null && engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
            for (SNIServerName name : session.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    return host.getAsciiName().toLowerCase(Locale.ROOT);
                }
            }
        }
        return null;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        ServerCertificate found = find(alias);
        return found == null ? null : found.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        ServerCertificate found = find(alias);
        return found == null ? null : found.key();
    }

    private @Nullable ServerCertificate find(@Nullable String alias) {
        return alias == null ? null : all.get(Integer.parseInt(alias));
    }

    @Override
    public @Nullable String chooseServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null; // listeners secure engines, never sockets
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
