package io.xynergy.kit.identity;

import io.xynergy.kit.settings.Setting;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** How a service knows that identity headers are the gateway's. */
public record IdentitySettings(
        @Setting(
                        value =
                                "file or folder with the gateway's public keys, a JWK Set; read"
                                        + " again when it changes",
                        optional = true)
                @Nullable Path keys,
        @Setting(
                        value =
                                "off believes identity headers without a proof: whoever reaches the"
                                        + " service is whom it likes",
                        otherwise = "required")
                Check check) {

    /** Whether proofs are checked. */
    public enum Check {
        REQUIRED,
        OFF
    }

    public IdentitySettings {
        if (check == Check.REQUIRED && keys == null) {
            throw new IllegalArgumentException(
                    "keys: expected the file or folder with the gateway's public keys"
                            + " (IDENTITY_CHECK=off does without, for tests); found none");
        }
    }

    /** Believes everybody, for tests. */
    public static IdentitySettings off() {
        return new IdentitySettings(null, Check.OFF);
    }
}
