package io.xynergy.gateway.listener;

import io.xynergy.gateway.tls.Certificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;

/**
 * The certificate and key that a listener shows, read again when the files change.
 *
 * <p>New files are looked for when a connection comes, at most once a second. Files that do not fit
 * together, as while one of them is being replaced, change nothing.
 */
public final class ServerIdentity {

    private static final System.Logger LOG = System.getLogger(ServerIdentity.class.getName());
    private static final long EVERY_NANOS = 1_000_000_000L;

    private final Path chain;
    private final Path key;
    private final ReentrantLock looking = new ReentrantLock();
    private Version seen;
    private long lookedAt = System.nanoTime();
    private volatile SSLContext context;

    private record Version(FileTime chain, FileTime key) {

        static Version of(Path chain, Path key) throws IOException {
            return new Version(Files.getLastModifiedTime(chain), Files.getLastModifiedTime(key));
        }
    }

    /**
     * Reads the files.
     *
     * @throws IOException if one cannot be read, is not valid, or they do not fit together, naming
     *     it
     */
    public ServerIdentity(Path chain, Path key) throws IOException {
        this.chain = chain;
        this.key = key;
        this.context = Certificates.identity(chain, key);
        this.seen = Version.of(chain, key);
    }

    /** What new connections show. */
    SSLContext context() {
        if (looking.tryLock()) {
            try {
                look(System.nanoTime());
            } finally {
                looking.unlock();
            }
        }
        return context;
    }

    private void look(long now) {
        if (now - lookedAt < EVERY_NANOS) {
            return;
        }
        lookedAt = now;
        try {
            Version version = Version.of(chain, key);
            if (!version.equals(seen)) {
                seen = version;
                context = Certificates.identity(chain, key);
                LOG.log(System.Logger.Level.INFO, "certificate {0} was read again", chain);
            }
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the certificate in use is kept: {0}",
                    e.getMessage());
        }
    }
}
