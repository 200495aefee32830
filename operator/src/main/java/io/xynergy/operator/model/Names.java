package io.xynergy.operator.model;

import io.xynergy.policy.compiled.Policies;
import java.nio.charset.StandardCharsets;

/** Names of the objects that a policy becomes; a policy's own name has at most 50 characters. */
public final class Names {

    /** Most characters of a Service's name (RFC 1035). */
    private static final int LONGEST = 63;

    private Names() {}

    /** Deployment, Service and all else of the data plane. */
    public static String gateway(String policy) {
        return policy + "-gateway";
    }

    /** The Service with the data plane's admin port, for scrapes. */
    static String admin(String policy) {
        return policy + "-admin";
    }

    /** The ConfigMap that pods start from. */
    public static String config(String policy) {
        return policy + "-config";
    }

    /** The ConfigMap that keeps a configuration that was live. */
    public static String history(String policy, String digest) {
        return policy + "-config-" + shortDigest(digest);
    }

    /** The Secret that deliveries are signed with. */
    public static String deliveryKey(String policy) {
        return policy + "-delivery";
    }

    /**
     * The Secret with the key that callers are signed with, and the ConfigMap with its public part.
     */
    public static String identity(String policy) {
        return policy + "-identity";
    }

    /** The Secret of an API key. */
    public static String apiKey(String policy, String key) {
        return policy + "-key-" + key;
    }

    /** Deployment, Service and all else of a service that the policy runs. */
    public static String backend(String policy, String service) {
        String name = policy + "-" + service;
        boolean taken = service.equals("gateway") || service.equals("admin");
        if (name.length() <= LONGEST && !taken) {
            return name;
        }
        String tail =
                "-" + Policies.digest(service.getBytes(StandardCharsets.UTF_8)).substring(0, 8);
        return name.substring(0, Math.min(name.length(), LONGEST - tail.length())) + tail;
    }

    /** As much of a digest as people read. */
    public static String shortDigest(String digest) {
        return digest.substring(0, Math.min(12, digest.length()));
    }
}
