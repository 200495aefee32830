package io.xynergy.cli;

import io.xynergy.policy.PolicyError;
import io.xynergy.policy.PolicyWarning;
import io.xynergy.policy.document.DocumentBounds;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A policy file as the command reads it and as its messages name it. */
final class PolicyFile {

    static final String EXAMPLE = "crds/examples/quick-start.yaml";

    /** More than any policy may have here; the reader says so. */
    private static final int MOST_BYTES = DocumentBounds.POLICY.bytes() + 1;

    private PolicyFile() {}

    static byte[] read(Path file) {
        try (InputStream in =
                file.toString().equals("-") ? System.in : Files.newInputStream(file)) {
            return in.readNBytes(MOST_BYTES);
        } catch (NoSuchFileException e) {
            throw Failure.input(file + ": no such file; an example is " + EXAMPLE);
        } catch (AccessDeniedException e) {
            throw Failure.input(file + ": may not be read by this user");
        } catch (IOException e) {
            String reason = Files.isDirectory(file) ? "is a directory" : e.getMessage();
            throw Failure.input(file + ": " + reason);
        }
    }

    /** The line of an error as compilers print it: file, line, column, path, message. */
    static String located(Path file, PolicyError error) {
        return located(file, error.line(), error.column(), error.path(), error.message());
    }

    static String located(Path file, PolicyWarning warning) {
        String message = "warning: " + warning.message();
        return located(file, warning.line(), warning.column(), warning.path(), message);
    }

    private static String located(Path file, int line, int column, String path, String message) {
        String where = line > 0 ? ":" + line + ":" + column : "";
        return file + where + ": " + (path.isEmpty() ? "" : path + ": ") + message;
    }
}
