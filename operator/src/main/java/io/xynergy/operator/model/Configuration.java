package io.xynergy.operator.model;

import io.xynergy.policy.compiled.Policies;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** A compiled configuration, kept packed: it is large, and looked at seldom. */
public final class Configuration {

    /** Most bytes that a gateway takes. */
    public static final int LONGEST = 32 << 20;

    private final String digest;
    private final int length;
    private final byte[] packed;

    private Configuration(String digest, int length, byte[] packed) {
        this.digest = digest;
        this.length = length;
        this.packed = packed;
    }

    /** A configuration by its canonical JSON. */
    public static Configuration of(byte[] json) {
        var packed = new ByteArrayOutputStream(json.length / 8 + 64);
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Configuration(Policies.digest(json), json.length, packed.toByteArray());
    }

    /** SHA-256 of the canonical JSON in lower-case hex. */
    public String digest() {
        return digest;
    }

    /** Bytes of the canonical JSON. */
    public int length() {
        return length;
    }

    /** The canonical JSON in gzip; not to be changed. */
    public byte[] packed() {
        return packed;
    }

    /** The canonical JSON. */
    public String json() {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By digest, which says all. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Configuration configuration && digest.equals(configuration.digest);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }
}
