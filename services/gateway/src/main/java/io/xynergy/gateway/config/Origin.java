package io.xynergy.gateway.config;

/** How a configuration came to this process. */
public enum Origin {
    /** It lay on the disk. */
    FILE,
    /** An operator sent it to the admin listener. */
    DELIVERED
}
