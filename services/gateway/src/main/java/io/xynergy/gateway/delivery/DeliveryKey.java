package io.xynergy.gateway.delivery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The secret that deliveries are signed with, as a mounted Secret has it: the file of the key, and
 * beside it one named {@code previous} while keys are changed.
 *
 * <p>Files that change are read again at the next delivery. If they cannot be read then, what was
 * read last still counts.
 */
public final class DeliveryKey {

    private static final System.Logger LOG = System.getLogger(DeliveryKey.class.getName());
    private static final String ALGORITHM = "HmacSHA256";
    private static final String PREVIOUS = "previous";

    /** As many bytes as the digest has: RFC 2104, section 3. */
    private static final int SHORTEST = 32;

    private static final int LONGEST = 4096;

    private final Path file;
    private final Path previous;
    private final ReentrantLock lock = new ReentrantLock();
    private List<@Nullable Stamp> stamps;
    private List<SecretKeySpec> keys;

    private DeliveryKey(Path file) throws IOException {
        this.file = file;
        this.previous = file.resolveSibling(PREVIOUS);
        this.stamps = stamps();
        this.keys = read();
    }

    private record Stamp(FileTime modified, long size, @Nullable Object key) {}

    /**
     * Reads the key.
     *
     * @throws IOException if there is none, or not of 32 to 4096 bytes
     */
    public static DeliveryKey open(Path file) throws IOException {
        return new DeliveryKey(file);
    }

    /** Whether a text was signed with the key or the one before it; both take the same time. */
    boolean hasSigned(byte[] text, byte[] signature) {
        boolean found = false;
        for (SecretKeySpec key : current()) {
            found |= MessageDigest.isEqual(mac(key, text), signature);
        }
        return found;
    }

    private static byte[] mac(SecretKeySpec key, byte[] text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    private List<SecretKeySpec> current() {
        lock.lock();
        try {
            List<@Nullable Stamp> now = stamps();
            if (!now.equals(stamps)) {
                keys = read();
                stamps = now;
                LOG.log(System.Logger.Level.INFO, "the delivery key was read again");
            }
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the delivery key that was read before is still in use: {0}",
                    e.getMessage());
        } finally {
            lock.unlock();
        }
        return keys;
    }

    private List<@Nullable Stamp> stamps() throws IOException {
        var found = new ArrayList<@Nullable Stamp>();
        found.add(stamp(file));
        found.add(Files.exists(previous) ? stamp(previous) : null);
        return found;
    }

    private static Stamp stamp(Path path) throws IOException {
        try {
            var attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return new Stamp(
                    attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        } catch (NoSuchFileException e) {
            throw new IOException(path + ": no such file", e);
        }
    }

    private List<SecretKeySpec> read() throws IOException {
        var found = new ArrayList<SecretKeySpec>();
        found.add(read(file));
        if (Files.exists(previous)) {
            found.add(read(previous));
        }
        return List.copyOf(found);
    }

    private static SecretKeySpec read(Path path) throws IOException {
        long size = Files.size(path);
        if (size < SHORTEST || size > LONGEST) {
            throw new IOException(
                    "%s: a key of %d bytes; expected %d to %d"
                            .formatted(path, size, SHORTEST, LONGEST));
        }
        return new SecretKeySpec(Files.readAllBytes(path), ALGORITHM);
    }
}
