package io.xynergy.cli.issuer;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.xynergy.cli.files.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The key that signs, in a file that only its owner reads. Where there is none a new key is made,
 * so that deleting the file rotates it, also while the issuer runs.
 *
 * <p>ES256: a key is made in milliseconds where RSA keeps the first start waiting, and the
 * signature is a quarter as long, in a token that people paste.
 */
final class SigningKey {

    private final Path file;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Known known;

    private record Known(String text, ECKey key) {}

    SigningKey(Path file) {
        this.file = file;
    }

    /**
     * The key as the file has it now.
     *
     * @throws IOException the message names the file and what to do
     */
    ECKey current() throws IOException {
        lock.lock();
        try {
            String text = read();
            Known before = known;
            if (before != null && before.text().equals(text)) {
                return before.key();
            }
            ECKey key = parse(text);
            known = new Known(text, key);
            return key;
        } finally {
            lock.unlock();
        }
    }

    private String read() throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            String made = make().toJSONString();
            PrivateFile.write(file, made);
            return made;
        }
    }

    private static ECKey make() {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.ES256)
                    .keyIDFromThumbprint(true)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException("this JVM makes no P-256 keys", e);
        }
    }

    /** No cause, because it may have key material in its message. */
    private ECKey parse(String text) throws IOException {
        try {
            ECKey key = ECKey.parse(text);
            if (key.isPrivate() && Curve.P_256.equals(key.getCurve()) && key.getKeyID() != null) {
                return key;
            }
        } catch (ParseException | IllegalArgumentException e) {
            throw unusable();
        }
        throw unusable();
    }

    private IOException unusable() {
        return new IOException(
                file + " has no private key for ES256; delete it, and a new one is made");
    }
}
