package io.xynergy.gateway.limits;

import io.xynergy.policy.compiled.RateLimit;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Keys of shared counts, the same in all replicas: the first half of the SHA-256 of limit and
 * caller. What a limit is, is part of it, so that a changed limit begins anew; the caller's name is
 * not, so that who reads the keys finds no names.
 */
final class SharedKey {

    private static final String PREFIX = "xynergy:limit:";
    private static final int BYTES = 16;

    private final byte[] limit;

    private SharedKey(byte[] limit) {
        this.limit = limit;
    }

    static SharedKey of(String policy, RateLimit limit) {
        String header = limit.header();
        List<String> parts =
                List.of(
                        policy,
                        limit.name(),
                        Integer.toString(limit.requests()),
                        Long.toString(limit.perMillis()),
                        Integer.toString(limit.burst()),
                        limit.by().name(),
                        header == null ? "" : header,
                        Boolean.toString(limit.shadow()));
        MessageDigest digest = sha256();
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
            digest.update(bytes); // behind its length, so that no two lists are the same bytes
        }
        return new SharedKey(digest.digest());
    }

    /** The key of a caller's count. */
    String of(byte[] caller) {
        MessageDigest digest = sha256();
        digest.update(limit);
        byte[] hash = Arrays.copyOf(digest.digest(caller), BYTES);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    }

    /** A part of the limit's own hash. */
    long salt() {
        return ByteBuffer.wrap(limit).getLong();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JVM has it
        }
    }
}
