package io.xynergy.policy.keys;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Makes keys that nobody can guess. */
public final class NewKeys {

    private static final int SECRET_BYTES = 32;
    private static final int ID_BYTES = 4;

    private final SecureRandom random = new SecureRandom();

    /** A value of an API key: {@code k_}, its public part, its secret part. */
    public String apiKey() {
        return "k_" + hex(ID_BYTES) + "_" + hex(SECRET_BYTES);
    }

    /** A key to sign deliveries with. */
    public String deliveryKey() {
        return hex(SECRET_BYTES);
    }

    private String hex(int bytes) {
        var drawn = new byte[bytes];
        random.nextBytes(drawn);
        return HexFormat.of().formatHex(drawn);
    }
}
