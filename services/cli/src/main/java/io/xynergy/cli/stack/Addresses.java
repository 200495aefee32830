package io.xynergy.cli.stack;

import io.xynergy.cli.files.PrivateFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Where a running stack is reached, noted in its data directory for the other commands. */
public final class Addresses {

    static final String ISSUER = "issuer";

    private static final String DIRECTORY = "run";
    private static final String SUFFIX = ".url";

    private final Path data;

    private Addresses(Path data) {
        this.data = data;
    }

    /** Those of the stack whose data is in {@code data}. */
    public static Addresses in(Path data) {
        return new Addresses(data);
    }

    /** Writes down where the part {@code name} serves. */
    void note(String name, URI address) throws IOException {
        PrivateFile.write(file(name), address + "\n");
    }

    /** Forgets the part {@code name}, which serves no longer. */
    void forget(String name) throws IOException {
        Files.deleteIfExists(file(name));
    }

    /** The issuer of the stack that runs. */
    public URI issuer() throws StackException {
        return of(ISSUER);
    }

    /** The gateway of the stack that runs. */
    public URI gateway() throws StackException {
        return of(Plan.GATEWAY);
    }

    private URI of(String name) throws StackException {
        try {
            return URI.create(Files.readString(file(name)).strip());
        } catch (NoSuchFileException e) {
            throw StackException.input(
                    "no gateway is running with its data in %s: start it with `xynergy up`, or say with --data where its data is"
                            .formatted(data));
        } catch (AccessDeniedException e) {
            throw StackException.input(
                    "the data in %s is another user's; say with --data where yours is"
                            .formatted(data));
        } catch (IOException | IllegalArgumentException e) {
            throw StackException.input(file(name) + ": " + e.getMessage());
        }
    }

    private Path file(String name) {
        return data.resolve(DIRECTORY).resolve(name + SUFFIX);
    }
}
