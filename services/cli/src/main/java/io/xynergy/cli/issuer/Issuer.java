package io.xynergy.cli.issuer;

import io.xynergy.kit.error.ErrorBodies;
import io.xynergy.kit.listener.HttpListener;
import io.xynergy.kit.listener.ListenerSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * Gives tokens for any user of any tenant to whoever asks from this machine: for development, in
 * the place of the identity providers that a policy names.
 */
public final class Issuer implements AutoCloseable {

    /** The {@code aud} of its tokens. */
    public static final String AUDIENCE = "xynergy";

    public static final String TENANT_CLAIM = "tenant";
    public static final String ROLES_CLAIM = "roles";
    public static final String SCOPES_CLAIM = "scope";

    static final String DISCOVERY = "/.well-known/openid-configuration";
    static final String KEYS = "/jwks";
    static final String TOKEN = "/token";

    private static final String HOST = "127.0.0.1";
    private static final int LONGEST_BODY = 64 * 1024;
    private static final int MOST_CONNECTIONS = 64;

    private final URI uri;
    private final HttpListener listener;

    private Issuer(URI uri, HttpListener listener) {
        this.uri = uri;
        this.listener = listener;
    }

    /**
     * Serves on this machine.
     *
     * @param directory keeps the key
     * @param port not 0, because tokens have it in them
     * @throws io.xynergy.kit.listener.ListenerException when the port cannot be bound
     */
    public static Issuer start(Path directory, int port, InstantSource clock) throws IOException {
        return start(directory, HOST, port, clock);
    }

    /**
     * Serves on an address of this machine, to requests for localhost all the same.
     *
     * @param directory keeps the key
     * @param port not 0, because tokens have it in them
     * @throws io.xynergy.kit.listener.ListenerException when the port cannot be bound
     */
    public static Issuer start(Path directory, String host, int port, InstantSource clock)
            throws IOException {
        var uri = URI.create("http://%s:%d".formatted(HOST, port));
        var key = new SigningKey(directory.resolve("signing-key.jwk"));
        key.current(); // what is wrong with it stops the start
        var errors = new ErrorBodies(clock);
        var endpoints = new IssuerEndpoints(uri, new Tokens(uri, key, clock), errors);
        var bounds =
                new ListenerSettings(
                        host,
                        port,
                        LONGEST_BODY,
                        MOST_CONNECTIONS,
                        MOST_CONNECTIONS,
                        ListenerSettings.READ_TIMEOUT,
                        false);
        return new Issuer(uri, HttpListener.start("issuer", bounds, endpoints::addTo, errors));
    }

    /** The {@code iss} of its tokens. */
    public URI uri() {
        return uri;
    }

    /** Where its public keys are. */
    public URI keys() {
        return keysOf(uri);
    }

    /** Where the public keys of the issuer at an address are. */
    public static URI keysOf(URI issuer) {
        return issuer.resolve(KEYS);
    }

    @Override
    public void close() {
        listener.close();
    }
}
