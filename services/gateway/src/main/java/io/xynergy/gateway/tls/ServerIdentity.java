package io.xynergy.gateway.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/**
 * The certificate and key that a listener shows, read again when the files change.
 *
 * <p>A thread of its own looks for new files once a second, as connections run on cores, which
 * files would block. Files that do not fit together, as while one of them is being replaced, change
 * nothing.
 */
public final class ServerIdentity implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(ServerIdentity.class.getName());

    private final Path chain;
    private final Path key;
    private final ScheduledExecutorService watch =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("certificate").daemon().factory());
    private Version seen;
    private volatile SSLContext context;

    private record Version(FileTime chain, FileTime key) {

        static Version of(Path chain, Path key) throws IOException {
            return new Version(Files.getLastModifiedTime(chain), Files.getLastModifiedTime(key));
        }
    }

    private ServerIdentity(Path chain, Path key) throws IOException {
        this.chain = chain;
        this.key = key;
        this.context = Certificates.identity(chain, key);
        this.seen = Version.of(chain, key);
    }

    /**
     * Reads the files now and watches them until it is closed.
     *
     * @throws IOException if one cannot be read, is not valid, or they do not fit together, naming
     *     it
     */
    public static ServerIdentity watch(Path chain, Path key) throws IOException {
        var identity = new ServerIdentity(chain, key);
        var _ = identity.watch.scheduleWithFixedDelay(identity::look, 1, 1, TimeUnit.SECONDS);
        return identity;
    }

    /** What new connections show. */
    SSLContext context() {
        return context;
    }

    private void look() {
        try {
            Version version = Version.of(chain, key);
            if (!version.equals(seen)) {
                seen = version;
                context = Certificates.identity(chain, key);
                LOG.log(System.Logger.Level.INFO, "certificate {0} was read again", chain);
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the certificate in use is kept: {0}",
                    e.getMessage());
        }
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }
}
