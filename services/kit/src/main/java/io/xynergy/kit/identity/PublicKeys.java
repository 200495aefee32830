package io.xynergy.kit.identity;

import io.xynergy.kit.health.CheckResult;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's public keys from a file, or from all files that end with {@code .json} in a folder.
 *
 * <p>They are looked at every few seconds while requests come, and once a second at most for a key
 * that is not known. What cannot be read then leaves the keys as they were.
 */
final class PublicKeys {

    /** So long a key that was taken out of the file is believed at most. */
    static final long EVERY = TimeUnit.SECONDS.toNanos(5);

    /** Between two looks for an unknown key. */
    static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

    private static final Logger LOG = System.getLogger(PublicKeys.class.getName());

    private static final int MOST_FILES = 16;

    private final Path path;
    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Known known;
    private volatile long lookedAt;
    private List<Stamp> stamps;
    private volatile @Nullable String problem;

    /** All keys at one time; another object when they are others. */
    static final class Known {

        private final Map<PublicKeyEntry, PublicKeyEntry.Verifier> keys;

        private Known(Map<PublicKeyEntry, PublicKeyEntry.Verifier> keys) {
            this.keys = Map.copyOf(keys);
        }

        boolean hasKeysOf(Known other) {
            return keys.keySet().equals(other.keys.keySet());
        }

        PublicKeyEntry.@Nullable Verifier find(String id) {
            for (Map.Entry<PublicKeyEntry, PublicKeyEntry.Verifier> key : keys.entrySet()) {
                if (key.getKey().id().equals(id)) {
                    return key.getValue();
                }
            }
            return null;
        }

        String names() {
            var names = new TreeSet<String>();
            keys.keySet().forEach(key -> names.add(key.id()));
            return String.join(", ", names);
        }
    }

    private record Stamp(Path file, FileTime modified, long size, @Nullable Object key) {}

    private PublicKeys(Path path, LongSupplier nanos) throws IOException {
        this.path = path;
        this.nanos = nanos;
        this.stamps = stamps();
        this.known = read(stamps);
        this.lookedAt = nanos.getAsLong();
    }

    /**
     * Reads the keys.
     *
     * @throws IOException if there are none, or one is not well formed; the message names the file
     */
    static PublicKeys open(Path path, LongSupplier nanos) throws IOException {
        return new PublicKeys(path, nanos);
    }

    /** The keys, of a few seconds ago at most. */
    Known current() {
        return nanos.getAsLong() - lookedAt < EVERY ? known : look();
    }

    /** The keys, read again if a look for another key was not just before. */
    Known lookedFor() {
        return nanos.getAsLong() - lookedAt < PAUSE ? known : look();
    }

    private Known look() {
        if (!lock.tryLock()) {
            return known; // somebody looks
        }
        try {
            lookedAt = nanos.getAsLong();
            List<Stamp> now = stamps();
            if (!now.equals(stamps)) {
                Known read = read(now);
                stamps = now;
                if (!read.hasKeysOf(known)) {
                    known = read;
                    LOG.log(Level.INFO, "the gateway''s keys are {0} now", read.names());
                }
            }
            problem = null;
        } catch (IOException | RuntimeException e) {
            say(String.valueOf(e.getMessage()));
        } finally {
            lock.unlock();
        }
        return known;
    }

    private void say(String found) {
        if (!found.equals(problem)) {
            LOG.log(Level.WARNING, "the gateway''s keys stay as they were: {0}", found);
        }
        problem = found;
    }

    /** Whether the keys can be read, and which they are. */
    CheckResult check() {
        look();
        String found = problem;
        return found == null ? CheckResult.up() : CheckResult.degraded(found);
    }

    private List<Stamp> stamps() throws IOException {
        List<Stamp> found = new ArrayList<>();
        for (Path file : files()) {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            found.add(
                    new Stamp(
                            file,
                            attributes.lastModifiedTime(),
                            attributes.size(),
                            attributes.fileKey()));
        }
        return found;
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(path)) {
            if (!Files.isReadable(path)) {
                throw new IOException(path + ": no such file, or it cannot be read");
            }
            return List.of(path);
        }
        try (Stream<Path> all = Files.list(path)) {
            List<Path> files =
                    all.filter(file -> file.getFileName().toString().endsWith(".json"))
                            .sorted()
                            .limit(MOST_FILES)
                            .collect(Collectors.toList());
            if (files.isEmpty()) {
                throw new IOException(path + ": there is no file whose name ends with .json");
            }
            return files;
        }
    }

    private static Known read(List<Stamp> files) throws IOException {
        Map<PublicKeyEntry, PublicKeyEntry.Verifier> keys = new HashMap<>();
        for (Stamp stamp : files) {
            if (stamp.size() > KeyDocument.LONGEST) {
                throw new IOException(stamp.file() + ": more than 64 KiB");
            }
            try {
                for (PublicKeyEntry key :
                        KeyDocument.readPublic(Files.readAllBytes(stamp.file()))) {
                    refuseOther(key, keys.keySet());
                    keys.put(key, key.open());
                }
            } catch (IllegalArgumentException e) {
                throw new IOException(stamp.file() + ": " + e.getMessage(), e);
            }
        }
        return new Known(keys);
    }

    /** Who is believed must not depend on the order in which keys are found. */
    private static void refuseOther(PublicKeyEntry key, Set<PublicKeyEntry> before) {
        if (!before.contains(key) && before.stream().anyMatch(one -> one.id().equals(key.id()))) {
            throw new IllegalArgumentException(
                    "kid " + key.id() + ": another file has another key");
        }
    }
}
