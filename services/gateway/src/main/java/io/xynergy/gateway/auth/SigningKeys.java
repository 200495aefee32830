package io.xynergy.gateway.auth;

import io.xynergy.gateway.file.FileStamp;
import io.xynergy.kit.health.CheckResult;
import io.xynergy.kit.identity.KeyDocument;
import io.xynergy.kit.identity.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys that callers are signed with, from a file, and which of them is used now: the newest
 * whose time has come.
 *
 * <p>What cannot be read later leaves the keys as they were.
 */
final class SigningKeys {

    private static final System.Logger LOG = System.getLogger(SigningKeys.class.getName());

    private final Path file;
    private final InstantSource clock;
    private FileStamp stamp;
    private List<Signer> all;
    private volatile Known known;
    private volatile @Nullable String problem;

    /** A key that can sign. */
    static final class Signer {

        private final SigningKey text;
        private final PrivateKey key;

        private Signer(SigningKey text) {
            this.text = text;
            this.key = text.privateKey();
        }

        String id() {
            return text.id();
        }

        byte[] sign(byte[] bytes) {
            return SigningKey.sign(key, bytes);
        }
    }

    /** The keys at one time; another object when anything changes. */
    static final class Known {

        private final Signer signer;
        private final List<Signer> all;
        private final byte[] publicDocument;

        private Known(Signer signer, List<Signer> all) {
            this.signer = signer;
            this.all = List.copyOf(all);
            this.publicDocument =
                    KeyDocument.ofPublic(all.stream().map(one -> one.text.publicPart()).toList())
                            .getBytes(StandardCharsets.UTF_8);
        }

        /** The one to sign with. */
        Signer signer() {
            return signer;
        }

        /** Whether a key is still in the file. */
        boolean has(Signer other) {
            return all.contains(other);
        }

        /** What services check with; shared, so not to be changed. */
        byte[] publicDocument() {
            return publicDocument;
        }
    }

    private SigningKeys(Path file, InstantSource clock) throws IOException {
        this.file = file;
        this.clock = clock;
        this.stamp = stamp();
        this.all = read(List.of());
        this.known = new Known(due(), all);
        LOG.log(System.Logger.Level.INFO, "callers are signed with key {0}", known.signer.id());
    }

    /**
     * Reads the keys.
     *
     * @throws IOException if there are none, or one is not well formed
     */
    static SigningKeys open(Path file, InstantSource clock) throws IOException {
        return new SigningKeys(file, clock);
    }

    Known current() {
        return known;
    }

    /** Reads the file again if it changed, and sees whose time has come; by one thread only. */
    void look() {
        try {
            FileStamp now = stamp();
            if (!now.equals(stamp)) {
                all = read(all);
                stamp = now;
            }
            problem = null;
        } catch (IOException | RuntimeException e) { // thrown on, it would end all further looks
            String found =
                    e instanceof IOException ? String.valueOf(e.getMessage()) : file + ": " + e;
            if (!found.equals(problem)) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "the identity keys that were read before are still in use: {0}",
                        found);
            }
            problem = found;
        }
        Signer due = due();
        if (due != known.signer || !all.equals(known.all)) {
            if (due != known.signer) {
                LOG.log(System.Logger.Level.INFO, "callers are signed with key {0}", due.id());
            }
            known = new Known(due, all);
        }
    }

    CheckResult health() {
        String found = problem;
        return found == null ? CheckResult.up() : CheckResult.degraded(found);
    }

    /** If none's time has come, the clock is behind, and the first of them is the best known. */
    private Signer due() {
        Instant now = clock.instant();
        Comparator<Signer> byTime = Comparator.comparing(signer -> signer.text.from());
        return all.stream()
                .filter(signer -> !signer.text.from().isAfter(now))
                .max(byTime)
                .orElseGet(() -> all.stream().min(byTime).orElseThrow());
    }

    private FileStamp stamp() throws IOException {
        try {
            return FileStamp.of(file);
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": does not exist", e);
        }
    }

    private List<Signer> read(List<Signer> before) throws IOException {
        if (Files.size(file) > KeyDocument.LONGEST) {
            throw new IOException(file + ": more than 64 KiB");
        }
        List<Signer> found = new ArrayList<>();
        try {
            for (SigningKey key : KeyDocument.readPrivate(Files.readAllBytes(file))) {
                found.add(
                        before.stream()
                                .filter(one -> one.text.equals(key))
                                .findFirst()
                                .orElseGet(() -> new Signer(key)));
            }
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
        return List.copyOf(found);
    }
}
