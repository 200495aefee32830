package io.xynergy.gateway.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts servers whose chain the platform's rules accept and whose certificate names them as RFC
 * 9525 has it: by subjectAltName alone, addresses as addresses, a wildcard as the whole first
 * label. The platform by itself would also take the common name, and parts of labels as wildcards.
 */
final class UpstreamVerifier extends X509ExtendedTrustManager {

    private final X509ExtendedTrustManager chains;

    /**
     * A verifier.
     *
     * @param chains decides about chains
     */
    UpstreamVerifier(X509ExtendedTrustManager chains) {
        this.chains = chains;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        chains.checkServerTrusted(chain, authType, engine);
        SSLSession session = engine.getHandshakeSession();
        String server = session == null ? null : session.getPeerHost();
        if (server == null) {
            throw new CertificateException("nobody said whom the certificate has to name");
        }
        String problem = CertificateNames.problem(chain[0], server);
        if (problem != null) {
            throw new CertificateException("the certificate " + problem);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw noServer();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        throw noServer();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw noServer();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw noServer();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        throw noServer();
    }

    private static CertificateException noServer() {
        return new CertificateException("only servers that engines connect to are verified");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return chains.getAcceptedIssuers();
    }
}
