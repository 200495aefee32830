package io.xynergy.gateway.config;

import java.nio.file.Path;

/**
 * Where a policy's Secrets and ConfigMaps lie: in folders beside it, one file a key.
 *
 * @param path the folder of the policy file
 */
public record PolicyFolder(Path path) {

    /** The folder of a policy file. */
    public static PolicyFolder of(Path policy) {
        Path parent = policy.toAbsolutePath().getParent();
        return new PolicyFolder(parent == null ? Path.of("/") : parent);
    }

    /** One key of a Secret. */
    public Path secret(String name, String key) {
        return path.resolve("secrets").resolve(name).resolve(key);
    }

    /** One key of a ConfigMap. */
    public Path config(String name, String key) {
        return path.resolve("configs").resolve(name).resolve(key);
    }
}
