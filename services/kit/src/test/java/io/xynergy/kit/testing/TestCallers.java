package io.xynergy.kit.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.xynergy.kit.identity.IdentitySettings;
import io.xynergy.kit.identity.KeyDocument;
import io.xynergy.kit.identity.Proof;
import io.xynergy.kit.identity.SigningKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Callers as a gateway signs them, for services that are tested without one. */
public final class TestCallers {

    private final Path file;
    private SigningKey key;

    /** Makes a key, whose public part is in a file of the folder. */
    public TestCallers(Path folder) {
        this.file = folder.resolve("keys.json");
        this.key = newKey();
        publish(List.of(key));
    }

    /** The same in a folder of its own that the process's end leaves to the system. */
    public static TestCallers make() {
        try {
            return new TestCallers(Files.createTempDirectory("xynergy-callers"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A key that nobody knows yet. */
    public static SigningKey newKey() {
        return SigningKey.generate(Instant.EPOCH, new SecureRandom());
    }

    /** Signs with another key from now on. */
    public void use(SigningKey other) {
        key = other;
    }

    public SigningKey key() {
        return key;
    }

    /** Replaces the file as a whole. */
    public void publish(List<SigningKey> keys) {
        String text = KeyDocument.ofPublic(keys.stream().map(SigningKey::publicPart).toList());
        try {
            Path whole = file.resolveSibling("keys.json.new");
            Files.write(whole, text.getBytes(UTF_8));
            Files.move(
                    whole,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Settings of a service that asks for proofs. */
    public IdentitySettings settings() {
        return new IdentitySettings(file, IdentitySettings.Check.REQUIRED);
    }

    /**
     * The headers of a caller, with their proof.
     *
     * @param identity by the names of {@link Proof#SIGNED}, in their order
     */
    public Map<String, String> prove(Map<String, String> identity, long expiresSeconds) {
        var lines = new StringBuilder();
        identity.forEach((name, value) -> lines.append(name + ": " + value + "\r\n"));
        byte[] text = Proof.text(key.id(), expiresSeconds, lines.toString().getBytes(US_ASCII));
        var proof = new Proof(key.id(), expiresSeconds, SigningKey.sign(key.privateKey(), text));
        Map<String, String> headers = new LinkedHashMap<>(identity);
        headers.put(Proof.HEADER, proof.value());
        return headers;
    }

    /** The same with a proof that was just made. */
    public Map<String, String> prove(Map<String, String> identity, Instant now) {
        return prove(identity, now.getEpochSecond() + Proof.LIFE_SECONDS);
    }
}
