package io.xynergy.cli.keys;

import io.xynergy.cli.files.PrivateFile;
import io.xynergy.kit.identity.KeyDocument;
import io.xynergy.kit.identity.PublicKeyEntry;
import io.xynergy.kit.identity.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;

/**
 * The key by which services on this machine know the gateway, as files.
 *
 * @param privateKeys for the gateway
 * @param publicKeys for services
 */
public record IdentityKeyFiles(Path privateKeys, Path publicKeys) {

    /** The files in a folder, whether or not they are there. */
    public static IdentityKeyFiles of(Path folder) {
        return new IdentityKeyFiles(folder.resolve("private.json"), folder.resolve("public.json"));
    }

    /**
     * The files in a folder, made if they are not there.
     *
     * @throws IOException if they cannot be written, or the private one is none
     */
    public static IdentityKeyFiles make(Path folder, InstantSource clock, SecureRandom random)
            throws IOException {
        Files.createDirectories(
                folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        IdentityKeyFiles files = of(folder);
        if (!Files.exists(files.privateKeys)) {
            SigningKey key = SigningKey.generate(clock.instant(), random);
            PrivateFile.write(files.privateKeys, KeyDocument.ofPrivate(List.of(key)) + "\n");
        }
        String known = KeyDocument.ofPublic(files.read()) + "\n";
        if (!Files.exists(files.publicKeys) || !Files.readString(files.publicKeys).equals(known)) {
            PrivateFile.write(files.publicKeys, known);
        }
        return files;
    }

    private List<PublicKeyEntry> read() throws IOException {
        try {
            return KeyDocument.readPrivate(Files.readAllBytes(privateKeys)).stream()
                    .map(SigningKey::publicPart)
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new IOException(privateKeys + ": " + e.getMessage(), e);
        }
    }
}
