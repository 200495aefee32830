package io.xynergy.cli.keys;

import io.xynergy.cli.files.PrivateFile;
import io.xynergy.policy.AuthSpec;
import io.xynergy.policy.compiled.AuthConfig.KeyHash;
import io.xynergy.policy.keys.ApiKeyState;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * API keys as files, one each, which their owner alone may read.
 *
 * <p>While a stack runs it is the one that writes them; others leave a wish beside a key, which
 * goes when it is fulfilled.
 */
public final class KeyFolder {

    private static final String SUFFIX = ".properties";
    private static final String WISH = ".wish";
    private static final String LOCK = "keeper.lock";
    private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");
    private static final String OVERLAP = "overlap";
    private static final String VALUE = "value";
    private static final String MADE_AT = "made-at";
    private static final String NEXT = "next";
    private static final String PREVIOUS_ID = "previous-id";
    private static final String PREVIOUS_HASH = "previous-sha256";
    private static final String PREVIOUS_UNTIL = "previous-valid-until";
    private static final String NEXT_ROTATION = "next-rotation";
    private static final String ROTATED_FOR = "rotated-for";

    private final Path folder;

    /** What people ask for. */
    public enum Wish {
        /** Another value, and the one before for a while. */
        ROTATE,
        /** Another value, and the one before no more. */
        REVOKE
    }

    /**
     * A key and what its policy says of its life.
     *
     * @param previousUntil until when the value before is valid; absent: there is none
     * @param nextRotation absent: when somebody asks for it
     * @param overlap absent: the usual one
     */
    public record Entry(
            String name,
            ApiKeyState state,
            @Nullable String previousUntil,
            @Nullable String nextRotation,
            @Nullable Duration overlap) {}

    /** The keys in a folder, which need not be there. */
    public KeyFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Makes this process the one that writes keys, until it is closed; empty: another one is.
     *
     * @throws IOException if the folder cannot be made or written
     */
    Optional<FileChannel> keep() throws IOException {
        make();
        FileChannel channel =
                FileChannel.open(
                        folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return Optional.of(channel);
            }
        } catch (OverlappingFileLockException _) {
            // another one of this process
        }
        channel.close();
        return Optional.empty();
    }

    /** Its path, for messages. */
    @Override
    public String toString() {
        return folder.toString();
    }

    /** The names of all keys, damaged ones included. */
    public List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(SUFFIX))
                    .map(file -> file.substring(0, file.length() - SUFFIX.length()))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException _) {
            return List.of();
        }
    }

    /**
     * A key; empty: there is none.
     *
     * @throws IOException if its file cannot be read, or holds no key, naming it
     */
    public Optional<Entry> read(String name) throws IOException {
        var text = new Properties();
        try {
            text.load(new StringReader(Files.readString(folder.resolve(name + SUFFIX))));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(name + SUFFIX + " cannot be read: " + e.getMessage(), e);
        }
        String value = text.getProperty(VALUE);
        if (value == null || !ApiKeyState.isValue(value)) {
            throw new IOException(name + SUFFIX + " holds no key; delete it to have another made");
        }
        String next = text.getProperty(NEXT);
        var state =
                new ApiKeyState(
                        value,
                        instant(text.getProperty(MADE_AT)),
                        ApiKeyState.isValue(next) ? next : null,
                        ApiKeyState.previous(
                                text.getProperty(PREVIOUS_ID), text.getProperty(PREVIOUS_HASH)),
                        text.getProperty(ROTATED_FOR));
        return Optional.of(
                new Entry(
                        name,
                        state,
                        text.getProperty(PREVIOUS_UNTIL),
                        text.getProperty(NEXT_ROTATION),
                        duration(text.getProperty(OVERLAP))));
    }

    private static Instant instant(@Nullable String text) {
        try {
            Instant found = text == null ? Instant.EPOCH : Instant.parse(text);
            return found.isAfter(LATEST) || found.isBefore(Instant.EPOCH) ? Instant.EPOCH : found;
        } catch (DateTimeException _) {
            return Instant.EPOCH;
        }
    }

    private static @Nullable Duration duration(@Nullable String text) {
        try {
            return text == null ? null : Duration.parse(text);
        } catch (DateTimeException _) {
            return null;
        }
    }

    /** Writes a key; who reads meanwhile sees it as it was or as it is. */
    public void write(AuthSpec.ApiKey spec, ApiKeyState state) throws IOException {
        var text = new Properties();
        text.setProperty(VALUE, state.value());
        text.setProperty(MADE_AT, state.madeAt().toString());
        put(text, NEXT, state.next());
        KeyHash previous = state.previous();
        if (previous != null) {
            text.setProperty(PREVIOUS_ID, previous.id());
            text.setProperty(PREVIOUS_HASH, previous.sha256());
            text.setProperty(PREVIOUS_UNTIL, state.previousValidUntil(spec).toString());
        }
        Instant rotation = state.nextRotation(spec);
        put(text, NEXT_ROTATION, rotation == null ? null : rotation.toString());
        put(text, ROTATED_FOR, state.rotatedFor());
        Duration overlap = spec.overlap();
        put(text, OVERLAP, overlap == null ? null : overlap.toString());
        var out = new StringWriter();
        text.store(out, "the API key " + spec.name());
        make();
        PrivateFile.write(folder.resolve(spec.name() + SUFFIX), out.toString());
    }

    private void make() throws IOException {
        Files.createDirectories(
                folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private static void put(Properties text, String name, @Nullable String value) {
        if (value != null) {
            text.setProperty(name, value);
        }
    }

    /** Leaves a wish; false: there is another one, which comes first. */
    public boolean wish(String name, Wish wish, String mark) throws IOException {
        Path whole = folder.resolve(name + "." + mark);
        PrivateFile.write(whole, wish + " " + mark + "\n");
        try {
            Files.createLink(folder.resolve(name + WISH), whole);
            return true;
        } catch (FileAlreadyExistsException _) {
            return false;
        } finally {
            Files.delete(whole);
        }
    }

    /** Whether a wish has not been fulfilled yet. */
    public boolean hasWish(String name, String mark) throws IOException {
        return asked(name).filter(asked -> asked.mark().equals(mark)).isPresent();
    }

    /** What is asked for; empty: nothing that makes sense. */
    Optional<Asked> asked(String name) throws IOException {
        try {
            String[] words = Files.readString(folder.resolve(name + WISH)).strip().split(" ", 2);
            return words.length < 2
                    ? Optional.empty()
                    : Stream.of(Wish.values())
                            .filter(wish -> wish.name().equals(words[0]))
                            .map(wish -> new Asked(wish, words[1]))
                            .findFirst();
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    /** A wish, and what tells it from another one of its kind. */
    record Asked(Wish wish, String mark) {}

    /** Takes a wish away, which is fulfilled. */
    void fulfilled(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(name + WISH));
    }
}
